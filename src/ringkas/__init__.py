"""ringkas: Indonesian news, summarised in Indonesian, translated into English, checked against the source."""
