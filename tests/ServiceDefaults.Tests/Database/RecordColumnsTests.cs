using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Tests.Database;

[Trait("Category", "Quick")]
public sealed class RecordColumnsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Values_that_were_written_are_read_as_they_were()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var written = new Kept
        {
            KeptProduct = new DataProductId("orders", "events"),
            Version = new ProductVersion(1, 2, 3),
            Major = new ProductMajorVersion(new DataProductId("orders", "events"), 1),
            Names = ["one", "two"],
            Numbers = [1, 2],
        };

        var read = await database.FirstAsync<Kept>(
            "SELECT @KeptProduct AS kept_product, @Absent::text AS absent, @Version AS version, @Major AS major, @Names AS names, @Numbers AS numbers, @None::text[] AS none", written, CancellationToken.None);

        Assert.Equal((written.KeptProduct, null, written.Version, written.Major, null), (read!.KeptProduct, read.Absent, read.Version, read.Major, read.None));
        Assert.Equal(written.Names, read.Names);
        Assert.Equal(written.Numbers, read.Numbers);
    }

    [SkippableFact]
    public async Task Row_that_is_two_objects_is_divided_at_its_id()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());

        var rows = await database.QueryAsync(
            "SELECT 'orders.events_v2' AS product, 7 AS place, 'b' AS id, 'c' AS name",
            ((ProductMajorVersion Product, int Place) first, (string Id, string Name) second) => (first.Product.Major, first.Place, second.Id, second.Name),
            null,
            CancellationToken.None);

        Assert.Equal([(2, 7, "b", "c")], rows);
    }

    private sealed record Kept
    {
        public DataProductId KeptProduct { get; init; }

        public DataProductId? Absent { get; init; }

        public ProductVersion Version { get; init; }

        public ProductMajorVersion Major { get; init; }

        public required IReadOnlyList<string> Names { get; init; }

        public required IReadOnlyList<int> Numbers { get; init; }

        public IReadOnlyList<string>? None { get; init; }
    }
}
