//! Officers of the desk: accounts, roles, sign-in and the one function that says who may do what.
