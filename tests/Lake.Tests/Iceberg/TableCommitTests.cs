using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Partitioning;
using static MeshStarter.Lake.Tests.Iceberg.CommitTable;

namespace MeshStarter.Lake.Tests.Iceberg;

[Trait("Category", "Quick")]
public sealed class TableCommitTests
{
    [Fact]
    public void Commit_of_pyiceberg_is_read()
    {
        var commit = TableCommit.Parse(Json(
            """
            {"identifier":{"namespace":["orders"],"name":"events"},
             "requirements":[{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":null},{"type":"assert-table-uuid","uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1"}],
             "updates":[{"action":"add-snapshot","snapshot":{"snapshot-id":7772610603415254020,"sequence-number":1,"timestamp-ms":1700000000000,"manifest-list":"file:///x.avro","summary":{"operation":"append"},"schema-id":0}},
                        {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":7772610603415254020}]}
            """));

        Assert.Equal(new TableIdentifier(["orders"], "events"), commit.Identifier);
        Assert.Equal(7772610603415254020, commit.Apply(New(), "file", Now).CurrentSnapshotId);
    }

    [Theory]
    [InlineData("""{"requirements":[],"updates":[{"action":"add-view-version"}]}""", "commit.updates[0].action")]
    [InlineData("""{"requirements":[],"updates":[{"action":"set-properties"}]}""", "commit.updates[0].updates")]
    [InlineData("""{"requirements":[],"updates":[{"action":"add-snapshot","snapshot":{"snapshot-id":1.5}}]}""", "commit.updates[0].snapshot.manifest-list")]
    [InlineData("""{"requirements":[{"type":"assert-view-uuid","uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1"}],"updates":[]}""", "commit.requirements[0].type")]
    [InlineData("""{"requirements":[{"type":"assert-current-schema-id","current-schema-id":"0"}],"updates":[]}""", "commit.requirements[0].current-schema-id")]
    [InlineData("""{"requirements":[]}""", "commit.updates")]
    [InlineData("[]", "commit")]
    public void A_commit_with_what_is_not_known_is_refused(string json, string place) =>
        Assert.StartsWith($"{place}:", Assert.Throws<IcebergFormatException>(() => TableCommit.Parse(Json(json))).Message, StringComparison.Ordinal);

    public static TheoryData<TableRequirement, bool> Requirements => new()
    {
        { new AssertTableUuid(Uuid), true },
        { new AssertTableUuid(Guid.Empty), false },
        { new AssertReferenceSnapshotId("main", 1), true },
        { new AssertReferenceSnapshotId("main", 2), false },
        { new AssertReferenceSnapshotId("main", null), false },
        { new AssertReferenceSnapshotId("none", null), true },
        { new AssertReferenceSnapshotId("none", 1), false },
        { new AssertLastAssignedFieldId(3), true },
        { new AssertLastAssignedFieldId(2), false },
        { new AssertCurrentSchemaId(0), true },
        { new AssertCurrentSchemaId(1), false },
        { new AssertLastAssignedPartitionId(999), true },
        { new AssertLastAssignedPartitionId(1000), false },
        { new AssertDefaultSpecId(0), true },
        { new AssertDefaultSpecId(1), false },
        { new AssertDefaultSortOrderId(0), true },
        { new AssertDefaultSortOrderId(1), false },
        { new AssertCreate(), false },
    };

    [Theory]
    [MemberData(nameof(Requirements))]
    public void A_requirement_is_validated_against_the_table(TableRequirement requirement, bool holds)
    {
        var table = New().Apply(Snapshot(1, 1), Branch("main", 1));
        using var document = IcebergJson.Parse(IcebergJson.Write(requirement.WriteTo), "test");

        var exception = Record.Exception(() => TableRequirement.Read(document.RootElement, JsonPlace.Root("requirement")).Check(table));

        if (holds)
        {
            Assert.Null(exception);
        }
        else
        {
            Assert.IsType<IcebergConflictException>(exception);
        }
    }

    [Fact]
    public void A_new_table_is_written_as_it_is_read()
    {
        var table = new NewTable("t", Schema())
        {
            Location = "file:///x",
            Spec = new PartitionSpec(0, [new PartitionField(2, 1000, "day", new DayTransform())]),
            Properties = new Dictionary<string, string> { ["a"] = "b" },
        };

        using var document = IcebergJson.Parse(IcebergJson.Write(table.WriteTo), "test");
        var again = NewTable.Parse(document.RootElement);

        Assert.Equal(IcebergJson.Write(table.WriteTo).ToArray(), IcebergJson.Write(again.WriteTo).ToArray());
    }
}
