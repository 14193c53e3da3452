import 'azurite/dist/src/blob/main.js';
