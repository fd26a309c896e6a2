// The scripts of the staff's side: one module for each element. Whatever they do, the page does without them too.

import "./board.js";
import "./copy.js";
import "./inline.js";
import "./keys.js";
import "./news.js";
import "./palette.js";
import "./pick.js";
import "./toast.js";
import "./tour.js";
