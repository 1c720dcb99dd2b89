// Remembers the lens from one article to the next.
"use strict";
