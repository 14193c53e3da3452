using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Tests.Quality;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>A writer begins with the table as the catalog said last; others may have written it since.</summary>
public sealed class KnownTableTests : IAsyncLifetime
{
    private static readonly DataProductDescriptor Product = new()
    {
        Name = DataProductId.Parse("shop.codes"),
        Version = new ProductVersion(1, 0, 0),
        Owner = "team@example.org",
        Schema = [new ColumnDefinition { Name = "id", Type = ColumnType.Parse("INTEGER"), Required = true }, new ColumnDefinition { Name = "code", Type = ColumnType.Parse("STRING") }],
        Key = ["id"],
        Quality = new QualityTerms { Checks = [new UniqueCheck(["code"])] },
    };

    private readonly Bucket _bucket = new(Directory.CreateTempSubdirectory("mesh-test-known-").FullName);
    private TableCatalogServer _catalog = null!;
    private (TableWriter Writer, RestTableCatalog Tables, HttpClient Http) _first;
    private (TableWriter Writer, RestTableCatalog Tables, HttpClient Http) _second;
    private long _position;

    public async Task InitializeAsync()
    {
        _catalog = await TableCatalogServer.StartAsync(_bucket);
        (_first, _second) = (NewWriter(), NewWriter());
    }

    public async Task DisposeAsync()
    {
        foreach (var (writer, _, http) in new[] { _first, _second })
        {
            writer.Dispose();
            http.Dispose();
        }

        await _catalog.DisposeAsync();
        Directory.Delete(_bucket.Root, recursive: true);
    }

    [Fact]
    public async Task Publish_on_a_table_that_another_changed_since_is_repeated_on_the_new_state()
    {
        Assert.False((await PublishAsync(_first, 1, "a")).IsQuarantined);
        Assert.False((await PublishAsync(_second, 1, "b")).IsQuarantined);

        // By what the first knows, "a" is taken and "b" is free.
        Assert.False((await PublishAsync(_first, 2, "a")).IsQuarantined);
        Assert.True((await PublishAsync(_second, 3, "a")).IsQuarantined);
        Assert.False((await PublishAsync(_second, 3, "c")).IsQuarantined);
        Assert.True((await PublishAsync(_first, 4, "c")).IsQuarantined);

        Assert.Equal(["1 b", "2 a", "3 c"], await RowsAsync());
    }

    [Fact]
    public async Task Table_is_loaded_once_and_again_after_a_commit_that_failed()
    {
        await PublishAsync(_first, 1, "a");
        Assert.NotNull(_first.Tables.Known(Name));
        await PublishAsync(_first, 2, "b");

        _catalog.Tables.BeforeSwap = () => throw new IOException("The disk is full.");
        await Assert.ThrowsAnyAsync<Exception>(() => PublishAsync(_first, 3, "c"));
        _catalog.Tables.BeforeSwap = () => Task.CompletedTask;
        Assert.Null(_first.Tables.Known(Name));

        Assert.False((await PublishAsync(_first, 3, "c")).IsQuarantined);
        Assert.Equal(["1 a", "2 b", "3 c"], await RowsAsync());
    }

    [Fact]
    public async Task Later_tables_take_the_places_of_earlier_ones()
    {
        var tables = _first.Tables;
        for (var number = 0; number < 300; number++)
        {
            var made = await tables.CreateAsync(["shop"], new NewTable($"made_{number}", TableSchema.FromColumns(Product.Schema)), CancellationToken.None);
            Assert.Same(made, tables.Known(made.Identifier));
        }

        // Of those that another has made, too.
        for (var number = 0; number < 300; number++)
        {
            var loaded = (await _second.Tables.LoadAsync(new TableIdentifier(["shop"], $"made_{number}"), CancellationToken.None))!;
            Assert.Same(loaded, await _second.Tables.LoadAsync(loaded.Identifier, CancellationToken.None));
        }
    }

    private static TableIdentifier Name => ProductTable.Of(Product.Name, 1);

    private (TableWriter Writer, RestTableCatalog Tables, HttpClient Http) NewWriter()
    {
        var http = new HttpClient { BaseAddress = new Uri(_catalog.Address, "iceberg/") };
        var tables = new RestTableCatalog(http);
        return (new TableWriter(_bucket, NewReader(), tables, TimeProvider.System), tables, http);
    }

    private TableReader NewReader() => new(_bucket.Store, new ManifestCache(1 << 20), new FileShapes(100));

    private Task<PublishOutcome> PublishAsync((TableWriter Writer, RestTableCatalog, HttpClient) by, int id, string code) =>
        by.Writer.PublishAsync(Product, [new RowChange(++_position, $$"""{"id":{{id}},"code":"{{code}}"}""")], CancellationToken.None);

    private async Task<IEnumerable<string>> RowsAsync()
    {
        var rows = await NewReader().RowsAsync((await _catalog.TableAsync("shop.codes"))!, SnapshotChoice.Current, Product.Schema, CancellationToken.None);
        using var reader = new SnapshotReader();
        return (await reader.RowsAsync($"SELECT * FROM ({rows.Sql}) ORDER BY id", CancellationToken.None)).Select(row => $"{row.GetProperty("id")} {row.GetProperty("code")}").ToList();
    }
}
