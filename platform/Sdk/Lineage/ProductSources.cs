using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Lineage;

/// <summary>
/// Finds the tables and files of the operational side that each product is made from: those whose rows the emitting transactions change, and those that an
/// import reads. No declaration is needed.
/// </summary>
internal static class ProductSources
{
    // The engine's statistics cost a millisecond: the tables of a product are known after its first transactions, and looked at again at times.
    private const int First = 20;
    private const int Every = 1_000;

    // A table is stored as <schema>.<name>.
    private const string FilePrefix = "file:";
    private const string FileNamespace = "file";

    // What another system has is stored as a dataset's namespace and name.
    private const string SourcePrefix = "source:";
    private const char NameMark = '|';

    /// <summary>Whether the tables of a transaction are noted.</summary>
    /// <param name="emitted">How many transactions of this process emitted to the product before.</param>
    public static bool AreDue(long emitted) => emitted < First || emitted % Every == 0;

    /// <summary>Notes the tables that a transaction has changed so far.</summary>
    /// <param name="product">The product that it emits to.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static Task NoteAsync(ProductMajorVersion product, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        """
        INSERT INTO mesh.product_sources (product, source)
        SELECT @Product, schemaname || '.' || relname FROM pg_stat_xact_user_tables
        WHERE schemaname <> 'mesh' AND n_tup_ins + n_tup_upd + n_tup_del > 0
        ON CONFLICT DO NOTHING
        """,
        new { Product = product.ToString() },
        cancellationToken);

    /// <summary>Notes the files of the import that emits in a transaction.</summary>
    /// <param name="product">The product that it emits to.</param>
    /// <param name="files">The names of the files.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static Task NoteAsync(ProductMajorVersion product, IReadOnlyList<string> files, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        "INSERT INTO mesh.product_sources (product, source) SELECT @Product, unnest(@Sources) ON CONFLICT DO NOTHING",
        new { Product = product.ToString(), Sources = files.Select(file => FilePrefix + file).ToArray() },
        cancellationToken);

    /// <summary>Notes the dataset of another system that a product's rows are read from.</summary>
    /// <param name="product">The product.</param>
    /// <param name="dataset">The dataset, by OpenLineage's names.</param>
    /// <param name="database">The domain's database.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static Task NoteAsync(ProductMajorVersion product, (string Namespace, string Name) dataset, NpgsqlDataSource database, CancellationToken cancellationToken) => database.ExecuteAsync(
        "INSERT INTO mesh.product_sources (product, source) VALUES (@Product, @Source) ON CONFLICT DO NOTHING",
        new { Product = product.ToString(), Source = $"{SourcePrefix}{dataset.Namespace}{NameMark}{dataset.Name}" },
        cancellationToken);

    /// <summary>The tables and files of a product, as datasets of OpenLineage's naming.</summary>
    public static async Task<IReadOnlyList<ReadDataset>> OfAsync(NpgsqlDataSource database, ProductMajorVersion product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT source FROM mesh.product_sources WHERE product = $1 ORDER BY source", connection) { Parameters = { new() { Value = product.ToString() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        // A database on this machine may listen at another port after each start.
        var place = connection.Host is { Length: > 0 } host && host[0] != '/' && host is not ("localhost" or "127.0.0.1" or "::1") ? $"{host}:{connection.Port}" : "localhost";
        List<ReadDataset> sources = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            sources.Add(Of(reader.GetString(0), $"postgres://{place}", connection.Database));
        }

        return sources;
    }

    private static ReadDataset Of(string source, string ownServer, string ownDatabase)
    {
        if (source.StartsWith(FilePrefix, StringComparison.Ordinal))
        {
            return new ReadDataset(source[FilePrefix.Length..], Version: null) { Namespace = FileNamespace };
        }

        return source.StartsWith(SourcePrefix, StringComparison.Ordinal) && source.IndexOf(NameMark, StringComparison.Ordinal) is var mark and > 0
            ? new ReadDataset(source[(mark + 1)..], Version: null) { Namespace = source[SourcePrefix.Length..mark] }
            : new ReadDataset($"{ownDatabase}.{source}", Version: null) { Namespace = ownServer };
    }
}
