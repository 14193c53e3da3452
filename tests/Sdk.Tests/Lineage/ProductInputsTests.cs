using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Platform.Samples;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Import;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Import;
using MeshStarter.Sdk.Tests.Outbox;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Lineage;

[Trait("Category", "Quick")]
public sealed class ProductInputsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly ProductMajorVersion Orders = new(OrderPlaced.Descriptor.Name, 1);
    private static readonly ProductMajorVersion Carts = new(DataProductId.Parse("shop.carts"), 2);

    [SkippableFact]
    public async Task Rows_emitted_where_a_stream_is_handled_are_made_of_it_as_far_as_it_was_handled()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var inputs = Inputs(database, new ConsumedStream(new ProductReference(Carts.Product, Major: null), "handler", []));
        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), transaction, CancellationToken.None));
        Assert.Empty(await inputs.StreamsAsync(Orders, CancellationToken.None));

        await HandleAsync(database, null, 7, emits: 2);
        Assert.Equal([new ReadDataset("shop.carts@2", "7")], await inputs.StreamsAsync(Orders, CancellationToken.None));

        // Events that lead to no row are in what was made of the stream all the same.
        await HandleAsync(database, 7, 9, emits: null);
        Assert.Equal([new ReadDataset("shop.carts@2", "9")], await inputs.StreamsAsync(Orders, CancellationToken.None));
        Assert.Empty(await inputs.StreamsAsync(new ProductMajorVersion(DataProductId.Parse("shop.other"), 1), CancellationToken.None));
    }

    [SkippableFact]
    public async Task Stream_that_no_handler_follows_any_more_is_no_input()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await HandleAsync(database, null, 7, emits: 1);
        await HandleAsync(database, null, 3, emits: 2, handler: "renamed", Carts with { Major = 3 });
        await HandleAsync(database, null, 9, emits: 3, handler: "renamed");
        var follower = new ConsumedStream(new ProductReference(Carts.Product, Carts.Major), "renamed", []);

        Assert.Equal([new ReadDataset("shop.carts@2", "9")], await Inputs(database, follower).StreamsAsync(Orders, CancellationToken.None));
        Assert.Equal([new ReadDataset("shop.carts@2", "9")], await Inputs(database, follower, follower with { Handler = "new" }).StreamsAsync(Orders, CancellationToken.None));
        Assert.Equal([new ReadDataset("shop.carts@3", "3")], await Inputs(database, follower with { Product = new ProductReference(Carts.Product, 3) }).StreamsAsync(Orders, CancellationToken.None));
        Assert.Empty(await Inputs(database).StreamsAsync(Orders, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Tables_that_an_emitting_transaction_changes_are_the_sources_of_the_product()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await database.Source.CreateCommand("CREATE TABLE carts (id integer); CREATE TABLE others (id integer)").ExecuteNonQueryAsync();
        await database.CommitAsync(async transaction =>
        {
            await new NpgsqlCommand("INSERT INTO carts VALUES (1)", transaction.Connection, transaction).ExecuteNonQueryAsync();
            await new DataProductPublisher(ProductContract.Of(OrderPlaced.Descriptor), TimeProvider.System).EmitAsync(OrderPlaced.Number(1), transaction, CancellationToken.None);
        });

        var source = Assert.Single(await ProductSources.OfAsync(database.Source, Orders, CancellationToken.None));

        Assert.EndsWith(".public.carts", source.Name, StringComparison.Ordinal);
        Assert.StartsWith("postgres://", source.Namespace, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Files_that_an_import_reads_are_sources_of_the_products_that_it_emits_to_and_of_no_others()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        using var folder = new TestFolder();
        folder.Texts("id\n1\n", "id");
        using var import = new OrdersImport(folder.Path, database);

        await import.StartAsync(CancellationToken.None);
        await import.ExecuteTask!;
        await database.CommitAsync(transaction => OtherPublisher.EmitAsync(OrderPlaced.Number(2), transaction, CancellationToken.None));

        var source = Assert.Single(await ProductSources.OfAsync(database.Source, Orders, CancellationToken.None));
        Assert.Equal(("file", $"{Path.GetFileName(folder.Path)}/orders.csv"), (source.Namespace, source.Name));
        Assert.Empty(await ProductSources.OfAsync(database.Source, new ProductMajorVersion(Orders.Product, 2), CancellationToken.None));
    }

    private static DataProductPublisher OtherPublisher { get; } =
        new(ProductContract.Of(OrderPlaced.Descriptor with { Version = new ProductVersion(2, 0, 0) }), TimeProvider.System);

    private sealed class OrdersImport(string folder, MeshDatabase database)
        : SourceImport(new SourceData(folder, Simulated: false), new ImportLedger(TimeProvider.System, NullLogger<ImportLedger>.Instance))
    {
        protected override async Task ImportAsync(string folder, CancellationToken cancellationToken)
        {
            foreach (var row in Ledger.Rows(new CsvFile(folder, new CsvFormat("orders.csv") { Key = [CsvColumns.OptionalText("id")], Columns = [] })))
            {
                Assert.Null(row.Problem);
                await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), transaction, cancellationToken));
            }
        }
    }

    private static ProductInputs Inputs(MeshDatabase database, params ConsumedStream[] followed) => new(database.Source, new Checkpoints(database.Source), followed);

    private static Task HandleAsync(MeshDatabase database, int? from, int to, int? emits, string handler = "handler", ProductMajorVersion? stream = null) => database.CommitAsync(async transaction =>
    {
        Assert.True(await Checkpoints.TryMoveAsync(handler, stream ?? Carts, from is { } before ? Id(before) : null, Id(to), transaction, CancellationToken.None));
        if (emits is { } number)
        {
            await OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(number), transaction, CancellationToken.None);
        }
    });

    private static string Id(int position) => new FeedPosition(position, StableId.Of($"cart/{position}")).ToString();
}
