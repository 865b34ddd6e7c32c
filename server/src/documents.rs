//! Official documents as answers: laid out where that holds up nobody, and one at a time in the whole server, since a table of very
//! many rows takes seconds and much memory. It knows no document and not where its words come from.

use std::{sync::Arc, time::Duration};

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use dantin_documents::model::Document;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{error::Error, pages::headers::CachePolicy};

/// Whether this build makes PDF too.
pub const HAS_PDF: bool = cfg!(feature = "documents");

/// How long one waits for the press at most; most documents take less than a second.
const PATIENCE: Duration = Duration::from_secs(5);
/// After how many seconds whoever waited in vain may come again.
const AGAIN: u64 = 15;

/// In which form a document is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Docx,
    #[cfg(feature = "documents")]
    Pdf,
}

impl Form {
    /// The form that a file's ending names; nothing for PDF in a build without the typesetter.
    pub fn of(ending: &str) -> Option<Form> {
        match ending {
            "docx" => Some(Self::Docx),
            #[cfg(feature = "documents")]
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            #[cfg(feature = "documents")]
            Self::Pdf => "application/pdf",
        }
    }
}

/// Where documents are laid out, one after the other.
pub struct Press(Arc<Semaphore>);

impl Default for Press {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// The press in one's own hands; it is free again when this is dropped.
pub struct Turn(OwnedSemaphorePermit);

impl Press {
    /// Waits a little for the press. Take a turn before reading what may be large.
    pub async fn turn(&self) -> Result<Turn, Error> {
        self.turn_within(PATIENCE).await
    }

    async fn turn_within(&self, patience: Duration) -> Result<Turn, Error> {
        let permit = tokio::time::timeout(patience, Arc::clone(&self.0).acquire_owned()).await;
        let permit = permit.map_err(|_late| Error::Busy { wait: AGAIN })?;
        permit.map(Turn).map_err(|closed| anyhow::Error::new(closed).into())
    }
}

impl Turn {
    /// Makes the document, lays it out and gives it as a file of this name.
    pub async fn send(
        self,
        form: Form,
        name: &str,
        policy: CachePolicy,
        make: impl FnOnce() -> Result<Document, Error> + Send + 'static,
    ) -> Result<Response, Error> {
        // The turn goes with the work: who stops waiting for the answer does not let the next one begin beside it.
        let made = tokio::task::spawn_blocking(move || {
            let _turn = self.0;
            let document = make()?;
            let bytes = match form {
                Form::Docx => dantin_documents::to_docx(&document),
                #[cfg(feature = "documents")]
                Form::Pdf => dantin_documents::to_pdf(&document),
            };
            bytes.map_err(|fault| Error::from(anyhow::Error::new(fault)))
        });
        let bytes = made.await.map_err(anyhow::Error::new)??;
        let disposition =
            HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(anyhow::Error::new)?;
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(form.media_type())),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        Ok((policy, headers, bytes).into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_while_a_document_is_made_is_told_to_come_again() {
        let press = Press::default();
        let turn = press.turn().await.unwrap();
        let refused = press.turn_within(Duration::from_millis(1)).await;
        assert!(matches!(refused, Err(Error::Busy { wait: AGAIN })));
        drop(turn);
        assert!(press.turn_within(Duration::from_millis(1)).await.is_ok());
    }
}
