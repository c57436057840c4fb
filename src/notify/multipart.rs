//! Bodies of several parts (RFC 7578).

use crate::vocab::notice::NoticeId;

/// A body of several parts, being written.
pub(super) struct Multipart {
    boundary: String,
    body: Vec<u8>,
}

impl Multipart {
    /// Begins one. The boundary is made of the notice's identifier, which no part of ours contains with
    /// the dashes before it.
    pub(super) fn new(id: NoticeId) -> Self {
        Self { boundary: format!("sluse-{id}"), body: Vec::new() }
    }

    /// Adds a part; names are this program's own.
    pub(super) fn part(
        &mut self,
        name: &'static str,
        file: Option<&'static str>,
        media_type: &'static str,
        content: &[u8],
    ) {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\
             Content-Type: {media_type}\r\n\r\n",
            self.boundary
        );
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(content);
        self.body.extend_from_slice(b"\r\n");
    }

    /// The media type and the body.
    pub(super) fn finish(mut self) -> (String, Vec<u8>) {
        self.body.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        (format!("multipart/form-data; boundary={}", self.boundary), self.body)
    }
}
