using System.Text.Json;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Products.Database;

namespace MeshStarter.Catalog.Search;

/// <summary>Stores the search documents of products.</summary>
internal static class SearchDocuments
{
    // Profiles are shared by products, and come in one order: two transactions that add the same ones never wait for each other.
    private const string InsertProfiles = """
        INSERT INTO search_profiles (digest, content)
        SELECT DISTINCT n.digest, n.content::jsonb FROM unnest($1, $2) n(digest, content)
        WHERE NOT EXISTS (SELECT FROM search_profiles p WHERE p.digest = n.digest) ORDER BY n.digest
        ON CONFLICT DO NOTHING
        """;

    private const string Insert = """
        INSERT INTO product_search (name, major, form, profile, title, summary, document, vocabulary, card, columns, registered_at, default_during)
        SELECT n.name, n.major, $1, p.id, n.title,
            setweight(to_tsvector('english', n.title), 'A') || setweight(to_tsvector('english', n.summary), 'B') || setweight(to_tsvector('english', n.columns), 'C'),
            strip(to_tsvector('english', n.words)), string_to_array(n.vocabulary, ' '), n.card::jsonb, string_to_array(n.names, '.'), n.registered_at, default_periods(n.name, n.major)
        FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) n(name, major, digest, title, summary, columns, words, vocabulary, card, names, registered_at)
        JOIN search_profiles p ON p.digest = n.digest
        ON CONFLICT (name, major) DO UPDATE SET form = excluded.form, profile = excluded.profile, title = excluded.title, summary = excluded.summary,
            document = excluded.document, vocabulary = excluded.vocabulary, card = excluded.card, columns = excluded.columns, registered_at = excluded.registered_at, default_during = excluded.default_during
        """;

    /// <summary>Adds the documents of products to the changes of a transaction: one of the newest version of each of their major versions.</summary>
    /// <param name="batch">The changes of the transaction, which holds the products' locks.</param>
    /// <param name="versions">All versions of the products; none where nothing changed.</param>
    public static void Add(StatementBatch batch, IReadOnlyList<ProductDetails> versions)
    {
        if (versions.Count == 0)
        {
            return;
        }

        List<Written> written = [.. versions.GroupBy(version => version.Name).SelectMany(product => Newest([.. product]))];
        batch.Add(InsertProfiles, Array(written, each => each.Profile.Digest), Array(written, each => each.Profile.Json));
        batch.Add(
            Insert,
            SearchDocument.Form,
            Array(written, each => each.Product.Name.ToString()),
            Array(written, each => each.Product.Version.Major),
            Array(written, each => each.Profile.Digest),
            Array(written, each => each.Document.Title),
            Array(written, each => each.Document.Summary),
            Array(written, each => each.Document.Columns),
            Array(written, each => each.Document.All),
            Array(written, each => string.Join(' ', each.Document.Vocabulary)),
            Array(written, each => JsonSerializer.Serialize(each.Product.ToSummary(), MeshJson.Options)),
            Array(written, each => string.Join('.', each.Product.Schema.Select(column => column.Name))),
            Array(written, each => each.Product.RegisteredAt));
    }

    private static IEnumerable<Written> Newest(IReadOnlyList<ProductDetails> versions) =>
        from major in versions.GroupBy(version => version.Version.Major)
        let newest = major.MaxBy(version => version.Version)!
        let product = newest with { Stricter = VersionTerms.Stricter(newest, versions) }
        select new Written(product, SearchDocument.Of(product), SearchProfile.Of(product).Write());

    private static T[] Array<T>(List<Written> written, Func<Written, T> value) => [.. written.Select(value)];

    private sealed record Written(ProductDetails Product, SearchDocument Document, (string Json, byte[] Digest) Profile);
}
