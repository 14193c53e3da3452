namespace MeshStarter.Catalog.Search;

/// <summary>The words of a search; a product that matches has all of them, each as the beginning of a word.</summary>
/// <param name="words">The words.</param>
/// <param name="lexemes">What they are looked up as; those that every text has are left out.</param>
internal sealed class SearchText(IReadOnlyList<string> words, IReadOnlyList<string> lexemes)
{
    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words { get; } = words;

    /// <summary>The lexemes that the words are looked up as.</summary>
    public IReadOnlyList<string> Lexemes => lexemes;

    /// <summary>The words of a name.</summary>
    public string Title { get; } = string.Join(' ', words);

    /// <summary>The words as a product within its domain is called.</summary>
    public string Product { get; } = string.Join('_', words);
}
