"""The window: pages and widgets over `app.session`. The only room that imports Qt."""
