using Dapper;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Files;
using MeshStarter.Platform.Sources.Postgres;
using MeshStarter.Sdk.Import.Intake;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Testing.Sources;

/// <summary>Reads rows of a product's source once, and takes them over as the domain's service does, without its waits, its position and replication.</summary>
/// <param name="product">The product.</param>
/// <param name="database">The domain's database.</param>
/// <param name="time">The clock.</param>
internal sealed class SourceRows(OwnProduct product, NpgsqlDataSource database, TimeProvider time)
{
    // Each reading is the first one.
    private const long Generation = 1;

    private readonly KeyedRows _rows = new(product, new DataProductPublisher(ProductContract.Of(product.Descriptor), time), time);

    /// <summary>Reads the table of the source in the domain's own database, which statements make first.</summary>
    /// <param name="statements">SQL that creates and fills the table.</param>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task ReadTableAsync(string statements, string connectionString, CancellationToken cancellationToken)
    {
        var source = Source<PostgresSource>("kind: postgres");
        await using var connection = await new SourceServer(SourceConnections.KeyOf(product, source), connectionString).OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(statements, cancellationToken: cancellationToken));
        var changes = await TableRows.ReadAsync(connection, source, "", [], cancellationToken).Select(row => new SourceChange(row, IsDelete: false)).ToListAsync(cancellationToken);
        await database.InTransactionAsync(transaction => _rows.ApplyAsync(changes, Generation, transaction, cancellationToken), cancellationToken);
    }

    /// <summary>Reads a file of the source.</summary>
    /// <param name="name">Its name, whose end says the format where the source does not.</param>
    /// <param name="content">Its text.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The rejected lines.</returns>
    public async Task<IReadOnlyList<string>> ReadFileAsync(string name, string content, CancellationToken cancellationToken)
    {
        var source = Source<FilesSource>("kind: files");
        var format = FileFormats.Of(source, name) ?? throw new ArgumentException($"{name} is no file of the source: its name ends with none of .csv, .jsonl, .ndjson and .parquet.", nameof(name));
        var folder = Directory.CreateTempSubdirectory("mesh-test-source-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), content, cancellationToken);
            using var place = FilePlaces.Open(source with { Path = folder.FullName }, SourceConnections.KeyOf(product, source), connectionString: null);
            using var staged = await StagedFile.CreateAsync(place, (await place.ListAsync(cancellationToken))[0], cancellationToken);
            List<ValidatedChange> changes = [];
            List<string> rejected = [];
            foreach (var row in FileFormats.Read(format, staged, source.Columns, static _ => { }, cancellationToken))
            {
                var (change, problem) = _rows.Validated(row, eventId: null);
                if (change is { } valid)
                {
                    changes.Add(valid);
                }
                else
                {
                    rejected.Add($"{name}:{row.Line}: {problem}");
                }
            }

            await database.InTransactionAsync(transaction => _rows.ApplyAsync(changes, Generation, transaction, cancellationToken), cancellationToken);
            return rejected;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private TSource Source<TSource>(string kind)
        where TSource : SourceDefinition => product.Source as TSource
            ?? throw new InvalidOperationException($"{product.Name} has no source.yaml with \"{kind}\" alongside its descriptor.");
}
