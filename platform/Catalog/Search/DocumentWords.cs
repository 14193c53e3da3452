namespace MeshStarter.Catalog.Search;

/// <summary>The words of a search document as PostgreSQL looks them up: without endings, and without those that every text has.</summary>
/// <param name="Name">Those of the product's name.</param>
/// <param name="Summary">Those of description, owner, tags and terms.</param>
/// <param name="Columns">Those of the names of columns.</param>
/// <param name="All">All words.</param>
/// <param name="Vocabulary">The words, with their endings, from which misspelt ones are corrected.</param>
internal sealed record DocumentWords(string[] Name, string[] Summary, string[] Columns, string[] All, string[] Vocabulary);
