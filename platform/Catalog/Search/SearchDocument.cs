using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Search;

/// <summary>The words by which a product is found.</summary>
internal sealed record SearchDocument
{
    /// <summary>The form of documents; a higher one has the next start make all of them again.</summary>
    public const int Form = 2;

    // PostgreSQL refuses a document of more than a megabyte.
    private const int MostWords = 8_000;
    private const int MostSummaryWords = 1_000;

    /// <summary>The words of the product's name, with spaces between them.</summary>
    public required string Title { get; init; }

    /// <summary>The words of description, owner, tags and terms.</summary>
    public required string Summary { get; init; }

    /// <summary>The words of the columns' names.</summary>
    public required string Columns { get; init; }

    /// <summary>All words, those of the columns' descriptions and of the examples included.</summary>
    public required string All { get; init; }

    /// <summary>The words from which misspelt words are corrected, in ordinal order.</summary>
    public required IReadOnlyList<string> Vocabulary { get; init; }

    /// <summary>Makes the document of a product version.</summary>
    public static SearchDocument Of(ProductDetails product)
    {
        List<string> title = [.. SearchWords.Of(product.Name.ToString())];
        List<string> summary =
        [
            .. Words(
            [
                product.Description, product.Owner, .. product.Schema.SelectMany(column => column.Tags), WireNames.Of(product.Kind), WireNames.Of(product.Classification),
                .. product.Ports.Select(port => WireNames.Of(port.Type)), product.Quality.FreshnessSla ?? "",
            ]).Take(MostSummaryWords),
        ];
        List<string> columns = [.. Words(product.Schema.Select(column => column.Name)).Take(MostSummaryWords)];
        IEnumerable<string> all = [.. title, .. summary, .. columns, .. Words(product.Schema.Select(column => column.Name)), .. Words(product.Schema.Select(column => column.Description ?? "")), .. Words(product.Examples)];
        return new SearchDocument
        {
            Title = string.Join(' ', title),
            Summary = string.Join(' ', summary),
            Columns = string.Join(' ', columns),
            All = string.Join(' ', all.Distinct(StringComparer.Ordinal).Take(MostWords)),
            Vocabulary = [.. title.Concat(summary).Concat(columns).Where(Spelling.IsCorrectable).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    private static IEnumerable<string> Words(IEnumerable<string> texts) => texts.SelectMany(SearchWords.Of).Distinct(StringComparer.Ordinal);
}
