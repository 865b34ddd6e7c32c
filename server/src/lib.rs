//! Dân Tin: a city listens to its residents, its agencies solve what they raise, and only results that anyone can
//! verify are published. The folders are the four verbs of the product (listen, act, prove, speak), and what serves
//! them: the city, the pages, the standard of the neighbours (Open311), the background
//! jobs, and what its operator does with the whole of it.

pub mod act;
pub mod app;
pub mod city;
pub mod clock;
pub mod commands;
pub mod demo;
pub mod desk;
pub mod documents;
pub mod error;
pub mod health;
pub mod hex;
pub mod jobs;
pub mod key_file;
pub mod listen;
pub mod mail;
pub mod open311;
pub mod operation;
pub mod outgoing;
pub mod pages;
pub mod prove;
pub mod routes;
pub mod search;
pub mod settings;
pub mod speak;
pub mod witness;
