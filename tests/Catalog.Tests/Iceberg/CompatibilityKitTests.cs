namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>Apache Iceberg's own kit for REST catalogs.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Slow")]
public sealed class CompatibilityKitTests(CatalogFixture catalog)
{
    // They replace a table by one at a place of their own, and write its files there before the catalog can give another: it refuses them.
    private static readonly string[] OutsideTheBucket = ["testCompleteCreateOrReplaceTransactionReplace()", "testCompleteReplaceTransaction()"];

    [SkippableFact]
    public async Task Tables_part_of_the_kit_fails_only_where_a_table_is_requested_outside_its_bucket()
    {
        catalog.Require();
        Skip.If(EnginesFolder.Path is null, EnginesFolder.Missing);
        Skip.If(!OperatingSystem.IsLinux(), "The kit's script is for Linux.");

        var (exit, output, errors) = await ForeignProgram.AnswerAsync(Path.Combine(EnginesFolder.Path!, "iceberg-rck", "run"), [$"{catalog.Address}iceberg", "tables"], environment:
        [
            new("CATALOG_TOKEN", catalog.Administrator()),
            new("CATALOG_WAREHOUSE", "mesh"),
            new("CATALOG_RCK_OVERRIDES__REQUESTED__LOCATION", "true"),
            new("CATALOG_RCK_SUPPORTS__NAMES__WITH__DOT", "true"),
        ], patience: TimeSpan.FromMinutes(5));

        var said = $"{output}\n{errors}";
        Skip.If(exit == 2 && said.Contains("no Java", StringComparison.Ordinal), "There is no Java 17 or newer.");
        // FAIL  testCompleteReplaceTransaction(): Malformed request: location: file:/tmp/newdb/newtable does not lie in the bucket of the platform, …
        var failures = said.Split('\n').Where(line => line.StartsWith("FAIL ", StringComparison.Ordinal)).ToList();
        Assert.True(failures.Count > 0, said);
        Assert.All(failures, line => Assert.Contains("does not lie in the bucket of the platform", line, StringComparison.Ordinal));
        Assert.Equal(OutsideTheBucket, failures.Select(line => line["FAIL ".Length..].Trim().Split(':')[0]).Order(StringComparer.Ordinal));
    }
}
