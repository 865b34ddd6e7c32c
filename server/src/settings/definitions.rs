//! The list of settings but those of safety, in the order of the reference. What their values mean stands in `settings.rs`.

use super::Definition;

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "server.listen",
        default: "127.0.0.1:8080",
        help: "Address and port that the server listens on. Port 0 takes a free one and prints it.",
        secret: false,
    },
    Definition {
        name: "server.public_url",
        default: "",
        help: "Address that residents type, such as https://dantin.example. Secret links and QR codes are made from it. Empty: the listening address.",
        secret: false,
    },
    Definition {
        name: "server.data",
        default: "dantin-data",
        help: "Folder for the database file and the photos.",
        secret: false,
    },
    Definition {
        name: "server.behind_proxy",
        default: "no",
        help: "yes when a proxy on this machine speaks TLS and sets X-Forwarded-For; then cookies are marked Secure and the last address of that header is the visitor's.",
        secret: false,
    },
    Definition {
        name: "database.url",
        default: "",
        help: "Empty: SQLite in the data folder. Or postgres://user:password@host/name.",
        secret: true,
    },
    Definition {
        name: "database.connections",
        default: "4",
        help: "Threads that read (SQLite) or connections (PostgreSQL), 1 to 64.",
        secret: false,
    },
    Definition {
        name: "database.synchronous",
        default: "full",
        help: "full: what is acknowledged survives a power cut. normal: faster, and the last moments may be lost; never for a real city.",
        secret: false,
    },
    Definition {
        name: "photos.megapixels",
        default: "50",
        help: "Largest photo that is decoded, in millions of pixels, 1 to 200.",
        secret: false,
    },
    Definition {
        name: "photos.megabytes",
        default: "8",
        help: "Largest photo file that is accepted, in MiB, 1 to 32.",
        secret: false,
    },
    Definition {
        name: "photos.store",
        default: "photos",
        help: "Where photos are kept: a folder, seen from the data folder, or s3://bucket/prefix for an S3-compatible service, which needs a program built with --features s3.",
        secret: false,
    },
    Definition {
        name: "photos.s3_endpoint",
        default: "",
        help: "Address of the S3-compatible service, such as https://s3.example. Empty: Amazon's own.",
        secret: false,
    },
    Definition {
        name: "photos.s3_region",
        default: "us-east-1",
        help: "Region of the bucket; services of one place take any.",
        secret: false,
    },
    Definition {
        name: "photos.s3_access_key_id",
        default: "",
        help: "Name of the key by which the bucket is opened.",
        secret: false,
    },
    Definition {
        name: "photos.s3_secret_access_key",
        default: "",
        help: "The key itself; better in a file that DANTIN__PHOTOS__S3_SECRET_ACCESS_KEY_FILE names.",
        secret: true,
    },
    Definition {
        name: "journal.batch_ms",
        default: "200",
        help: "How long new entries may wait before they are sequenced, in milliseconds, 1 to 1000.",
        secret: false,
    },
    Definition {
        name: "journal.witness_seconds",
        default: "60",
        help: "How often new checkpoints are given to the witnesses that journal/policy in the data folder names, in seconds, 1 to 86400.",
        secret: false,
    },
    Definition {
        name: "journal.mirrors",
        default: "",
        help: "Addresses or folders of copies of the journal, separated by spaces; at each start they are asked how far it had come.",
        secret: false,
    },
    Definition {
        name: "journal.figures_seconds",
        default: "3600",
        help: "How often the figures are counted anew and published in the journal while cases move, in seconds, 5 to 86400. Pages show the figures that were published last.",
        secret: false,
    },
    Definition {
        name: "mail.server",
        default: "",
        help: "Server that takes the mails: smtps://host:465 (TLS), smtp://host:587 (STARTTLS; within this machine without encryption), or folder:NAME for files in a folder, to try it out. Empty: no mail is sent, and no page offers any.",
        secret: false,
    },
    Definition {
        name: "mail.user",
        default: "",
        help: "Name by which the mail server is signed in to; empty where it asks for none.",
        secret: false,
    },
    Definition {
        name: "mail.password",
        default: "",
        help: "The password for it; better in a file that DANTIN__MAIL__PASSWORD_FILE names.",
        secret: true,
    },
    Definition {
        name: "mail.sender",
        default: "",
        help: "Who writes, such as Dân Tin Hà Nội <dantin@city.example>. Notifications of mails that could not be delivered come back to this address.",
        secret: false,
    },
    Definition {
        name: "mail.digest_minutes",
        default: "15",
        help: "For how long changes are gathered into one mail, in minutes, 0 to 1440. Questions to residents are told at once.",
        secret: false,
    },
    Definition {
        name: "mail.log_days",
        default: "180",
        help: "For how long it is kept which mail went to which address, in days, 1 to 3650; the texts go as soon as a mail is sent.",
        secret: false,
    },
    Definition {
        name: "partners.private_addresses",
        default: "no",
        help: "yes lets webhooks and other cities' servers be asked in private networks and without https, for instance on the city's own network. Otherwise names that lead there are refused.",
        secret: false,
    },
    Definition {
        name: "log.level",
        default: "info",
        help: "error, warn, info, debug, or a filter such as dantin=debug.",
        secret: false,
    },
    Definition {
        name: "log.format",
        default: "auto",
        help: "auto: plain on a terminal, JSON otherwise; or text, or json.",
        secret: false,
    },
];
