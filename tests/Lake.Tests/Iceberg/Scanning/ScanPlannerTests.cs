using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Storage;
using static MeshStarter.Lake.Tests.Iceberg.Scanning.PlannedTable;

namespace MeshStarter.Lake.Tests.Iceberg.Scanning;

[Trait("Category", "Quick")]
public sealed class ScanPlannerTests
{
    private static readonly PartitionSpec ByState = new(0, [new(2, 1000, "state", new IdentityTransform())]);
    private static readonly PartitionSpec ByDay = new(1, [new(3, 1001, "at_day", new DayTransform())]);
    private static readonly PartitionSpec None = new(2, []);

    [Fact]
    public async Task Table_that_nothing_was_written_to_has_no_files()
    {
        using var table = new PlannedTable();

        Assert.Empty(await table.FilesAsync());
        Assert.Empty(await table.FilesAsync(choice: SnapshotChoice.Reference("main")));
    }

    [Fact]
    public async Task Manifest_that_cannot_have_rows_of_the_condition_is_not_opened()
    {
        using var table = new PlannedTable(ByState, ByDay);
        await table.AddAsync(1, File("sp", new(0, ["SP"])), File("rj", new(0, ["RJ"])));
        await table.AddAsync(2, File("day5", new(1, [5])), File("day6", new(1, [6])));
        await table.CommitAsync();
        System.IO.File.Delete(table.LastManifest);

        var plan = await table.PlanAsync(Predicate.And(Predicate.Equal("state", "SP"), Predicate.Less("at", DateTimeOffset.UnixEpoch.AddDays(5))));

        Assert.Equal(["file:///nowhere/sp"], plan.Files.Select(file => file.File.Location));
    }

    [Fact]
    public async Task Every_spec_of_a_table_prunes_its_own_files()
    {
        using var table = new PlannedTable(ByState, ByDay, None);
        await table.AddAsync(1, File("sp", new(0, ["SP"])), File("rj", new(0, ["RJ"])), File("none", new(0, [null])), File("day5", new(1, [5])), File("day6", new(1, [6])), File("any", new(2, [])));
        await table.CommitAsync();

        Assert.Equal(["any", "day5", "day6", "sp"], await table.FilesAsync(Predicate.Equal("state", "SP")));
        Assert.Equal(["any", "day5", "none", "rj", "sp"], await table.FilesAsync(Predicate.Less("at", DateTimeOffset.UnixEpoch.AddDays(6))));
        Assert.Equal(["any", "day5", "day6", "none"], await table.FilesAsync(Predicate.IsNull("state")));
        Assert.Equal(6, (await table.FilesAsync()).Count);
    }

    [Fact]
    public async Task Unknown_transform_never_prunes()
    {
        using var table = new PlannedTable(new PartitionSpec(0, [new(1, 1000, "z", new VoidTransform())]));
        await table.AddAsync(1, File("a", new(0, [null])));
        await table.CommitAsync();
        table.Metadata = table.Metadata with { PartitionSpecs = [new PartitionSpec(0, [new(1, 1000, "z", new UnknownTransform("zorder[3]"))])] };

        Assert.Equal(["a"], await table.FilesAsync(Predicate.Equal("id", 1)));
        Assert.Equal(["a"], await table.FilesAsync(Predicate.NotNull("id")));
    }

    [Fact]
    public async Task Statistics_prune_files()
    {
        using var table = new PlannedTable();
        await table.AddAsync(1, File("low", id: (1, 5)), File("high", id: (6, 9)), File("unknown"));
        await table.CommitAsync();

        Assert.Equal(["low", "unknown"], await table.FilesAsync(Predicate.Equal("id", 5)));
        Assert.Equal(["high", "unknown"], await table.FilesAsync(Predicate.Not(Predicate.LessOrEqual("id", 5))));
    }

    [Fact]
    public async Task Counts_below_zero_prune_nothing()
    {
        using var table = new PlannedTable();
        await table.AddAsync(1, File("odd") with { Metrics = new ColumnMetrics { ValueCounts = ColumnCounts.Of(new Dictionary<int, long> { [1] = -1 }), NullValueCounts = ColumnCounts.Of(new Dictionary<int, long> { [1] = 0 }) } });
        await table.CommitAsync();

        Assert.Equal(["odd"], await table.FilesAsync(Predicate.NotNull("id")));
    }

    [Fact]
    public async Task Position_deletes_apply_to_rows_of_their_age_and_older_and_equality_deletes_to_older_ones_only()
    {
        using var table = new PlannedTable();
        await table.AddAsync(1, File("old"));
        await table.AddAsync(2, File("same"), Positions("p"), Equalities("e"));
        await table.AddAsync(3, File("new"));
        await table.CommitAsync();

        Assert.Equal(["new", "old e p", "same p"], await table.FilesAsync());
    }

    [Fact]
    public async Task Deletes_apply_in_their_partition_and_equality_deletes_without_one_everywhere()
    {
        using var table = new PlannedTable(ByState, ByDay, None);
        await table.AddAsync(1, File("sp", new(0, ["SP"])), File("rj", new(0, ["RJ"])), File("day5", new(1, [5])), File("any", new(2, [])));
        await table.AddAsync(2, Positions("p-sp", new(0, ["SP"])), Equalities("e-rj", new(0, ["RJ"])), Positions("p-any", new(2, [])), Equalities("e-any", new(2, [])));
        await table.CommitAsync();

        Assert.Equal(["any e-any p-any", "day5 e-any", "rj e-any e-rj", "sp e-any p-sp"], await table.FilesAsync());
        Assert.Equal(["any e-any p-any", "day5 e-any", "sp e-any p-sp"], await table.FilesAsync(Predicate.Equal("state", "SP")));
    }

    [Fact]
    public async Task Position_deletes_of_stated_files_apply_to_no_others()
    {
        using var table = new PlannedTable();
        await table.AddAsync(1, File("a"), File("b"), File("c"), File("d"));
        await table.AddAsync(2, Positions("of-a", of: "a"), Positions("only-b", paths: ("b", "b")), Positions("from-b-to-c", paths: ("b", "c")), Positions("cut", paths: ("", "c~")));
        await table.CommitAsync();

        Assert.Equal(["a cut of-a", "b cut from-b-to-c only-b", "c cut from-b-to-c", "d"], await table.FilesAsync());
    }

    [Fact]
    public async Task Snapshot_is_chosen_by_id_time_branch_and_tag()
    {
        using var table = new PlannedTable();
        await table.AddAsync(1, File("a"));
        await table.CommitAsync();
        await table.AddAsync(2, File("b"));
        await table.CommitAsync(snapshot => snapshot with { SchemaId = 0 });
        await table.AddAsync(3, File("c"));
        await table.CommitAsync();
        var newer = new TableSchema(1, [new(1, "id2", false, IcebergType.Parse("long"))]);
        table.Metadata = table.Metadata with
        {
            Schemas = [Schema, newer],
            CurrentSchemaId = 1,
            References = new Dictionary<string, SnapshotReference>(table.Metadata.References) { ["audit"] = SnapshotReference.Branch(2), ["v1"] = SnapshotReference.Tag(2) },
        };

        Assert.Equal(["a", "b", "c"], await table.FilesAsync());
        Assert.Equal(["a", "b"], await table.FilesAsync(choice: SnapshotChoice.Id(2)));
        Assert.Equal(["a"], await table.FilesAsync(choice: SnapshotChoice.AsOf(DateTimeOffset.FromUnixTimeMilliseconds(1999))));
        Assert.Equal(["a", "b"], await table.FilesAsync(choice: SnapshotChoice.AsOf(DateTimeOffset.FromUnixTimeMilliseconds(2000))));
        Assert.Equal(["a", "b"], await table.FilesAsync(choice: SnapshotChoice.Reference("audit")));
        Assert.Equal(["a", "b"], await table.FilesAsync(choice: SnapshotChoice.Reference("v1")));
        Assert.Equal(newer, (await table.PlanAsync(choice: SnapshotChoice.Id(2))).Schema);
    }

    [Fact]
    public async Task State_or_manifest_that_is_not_there_is_refused_by_name()
    {
        using var table = new PlannedTable();
        await table.AddAsync(1, File("a"));
        await table.CommitAsync();

        await RefusedAsync(() => table.PlanAsync(choice: SnapshotChoice.Id(77)), "snapshot 77");
        await RefusedAsync(() => table.PlanAsync(choice: SnapshotChoice.Reference("dev")), "\"dev\"");
        await RefusedAsync(() => table.PlanAsync(choice: SnapshotChoice.AsOf(DateTimeOffset.UnixEpoch)), "1970-01-01T00:00:01");
        await RefusedAsync(() => table.PlanAsync(Predicate.Equal("nope", 1)), "nope");

        System.IO.File.Delete(table.LastManifest);

        await RefusedAsync(() => table.PlanAsync(), FileLocation.FromPath(table.LastManifest));
        await RefusedAsync(() => table.PlanAsync(), "Snapshot 1 ");
    }

    [Fact]
    public async Task What_is_not_read_here_is_refused_by_name_where_it_matters()
    {
        using var table = new PlannedTable(ByState);
        await table.AddAsync(1, File("vector", new(0, ["SP"])), File("orc", new(0, ["RJ"])) with { Format = "orc" }, File("plain", new(0, ["MG"])));
        await table.AddAsync(2, Positions("dv", new(0, ["SP"]), of: "vector") with { Format = "puffin" });
        await table.CommitAsync();

        await RefusedAsync(() => table.PlanAsync(Predicate.Equal("state", "SP")), "deletion vector");
        await RefusedAsync(() => table.PlanAsync(Predicate.Equal("state", "RJ")), "orc");
        Assert.Equal(["plain"], await table.FilesAsync(Predicate.Equal("state", "MG")));
    }

    [Fact]
    public async Task Missing_manifest_list_is_named()
    {
        using var table = new PlannedTable();
        await table.AddAsync(1, File("a"));
        var snapshot = await table.CommitAsync();
        await table.Store.DeleteAsync([snapshot.ManifestList!], default);

        await RefusedAsync(() => table.PlanAsync(), snapshot.ManifestList!);
    }

    [Fact]
    public async Task Manifest_of_a_spec_that_the_table_lacks_is_refused()
    {
        using var table = new PlannedTable(ByState);
        await table.AddAsync(1, File("a", new(0, ["SP"])));
        await table.CommitAsync();
        table.Metadata = table.Metadata with { PartitionSpecs = [None] };

        await RefusedAsync(() => table.PlanAsync(), "partition spec 0");
    }

    [Fact]
    public async Task Format_1_may_name_manifests_without_a_list()
    {
        using var table = new PlannedTable(ByDay, ByState);
        await table.AddAsync(1, File("a", new(0, ["SP"])), File("b", new(0, ["RJ"])));
        var manifest = FileLocation.FromPath(table.LastManifest);
        await table.CommitAsync(snapshot => snapshot with { ManifestList = null, Manifests = [manifest] });

        Assert.Equal(["a"], await table.FilesAsync(Predicate.Equal("state", "SP")));
    }

    [Fact]
    public async Task Plan_that_was_made_before_needs_no_manifest_again()
    {
        using var table = new PlannedTable();
        await table.AddAsync(1, File("a"));
        await table.CommitAsync();
        await table.PlanAsync();
        System.IO.File.Delete(table.LastManifest);

        Assert.Equal(["a"], await table.FilesAsync());
    }

    private static async Task RefusedAsync(Func<Task> act, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAnyAsync<IcebergException>(act)).Message, StringComparison.Ordinal);
}
