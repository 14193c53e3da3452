using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using static MeshStarter.Lake.Tests.Iceberg.CommitTable;

namespace MeshStarter.Lake.Tests.Iceberg;

[Trait("Category", "Quick")]
public sealed class TableMetadataBuilderTests
{
    [Fact]
    public void A_new_table_has_fresh_ids_level_by_level_and_they_are_followed()
    {
        var inner = new IcebergStruct([new NestedField(31, "a", Required: true, new IcebergPrimitive(IcebergPrimitiveKind.Int)), new NestedField(30, "b", Required: false, new IcebergList(77, ElementRequired: true, new IcebergPrimitive(IcebergPrimitiveKind.Date)))]);
        var schema = new TableSchema(4, [new NestedField(20, "s", Required: true, inner), new NestedField(10, "m", Required: false, new IcebergMap(5, new IcebergPrimitive(IcebergPrimitiveKind.String), 6, ValueRequired: false, inner with { Fields = [inner.Fields[0] with { Id = 99 }] })), Field(9, "d", IcebergPrimitiveKind.Date)], [31]);

        var table = new NewTable("t", schema)
        {
            Spec = new PartitionSpec(3, [new PartitionField(9, 0, "d_month", new MonthTransform()), new PartitionField(31, 2000, "s.a", new IdentityTransform())]),
            Order = new SortOrder(7, [new SortField(31, new BucketTransform(4), Descending: true, NullsFirst: false)]),
        }.ToMetadata("file:///lake/t/", Uuid, Now);

        Assert.Equal(["s:1", "m:2", "d:3", "a:4", "b:5", "element:6", "key:7", "value:8", "a:9"], table.CurrentSchema.AllFields.OrderBy(field => field.Id).Select(field => $"{field.Name}:{field.Id}"));
        Assert.Equal([4], table.CurrentSchema.IdentifierFieldIds);
        Assert.Equal(9, table.LastColumnId);
        Assert.Equal(new PartitionSpec(0, [new PartitionField(3, 1000, "d_month", new MonthTransform()), new PartitionField(4, 1001, "s.a", new IdentityTransform())]), table.DefaultSpec);
        Assert.Equal(1001, table.LastPartitionId);
        Assert.Equal(new SortOrder(1, [new SortField(4, new BucketTransform(4), Descending: true, NullsFirst: false)]), table.SortOrderById(table.DefaultSortOrderId));
        Assert.Equal("file:///lake/t", table.Location);
        Assert.Null(table.CurrentSnapshotId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_new_table_has_the_format_requested_and_does_not_keep_it_as_a_property(int format)
    {
        var table = New(format);

        Assert.Equal(format, table.FormatVersion);
        Assert.Equal(["owner"], table.Properties.Keys);
        Assert.Equal(table.ToUtf8().ToArray(), TableMetadata.Parse(table.ToUtf8(), "again").ToUtf8().ToArray());
    }

    [Fact]
    public void A_commit_that_makes_the_table_starts_from_nothing()
    {
        var commit = new TableCommit([new AssertCreate()], [new AssignUuid(Uuid), new UpgradeFormatVersion(2), new AddSchema(Schema()), new SetCurrentSchema(-1), new AddPartitionSpec(PartitionSpec.Unpartitioned),
            new SetDefaultPartitionSpec(-1), new AddSortOrder(SortOrder.Unsorted), new SetDefaultSortOrder(-1), new SetLocation("file:///lake/t"), new SetProperties(new Dictionary<string, string>()), Snapshot(5, 1), Branch("main", 5)]);

        var table = commit.Apply(table: null, file: null, Now);

        Assert.Equal(5, table.CurrentSnapshotId);
        Assert.Equal([new SnapshotLogEntry(Now, 5)], table.SnapshotLog);
        Assert.Empty(table.MetadataLog);
        Assert.Throws<IcebergConflictException>(() => commit.Apply(table, "file", Now));
    }

    [Fact]
    public void Spec_and_order_of_a_new_table_are_of_the_schema_added_last_until_one_is_current()
    {
        var spec = new PartitionSpec(0, [new PartitionField(1, 1000, "a", new IdentityTransform())]);
        var order = new SortOrder(1, [new SortField(1, new IdentityTransform(), Descending: false, NullsFirst: true)]);
        TableCommit Commit(PartitionSpec of, params TableUpdate[] last) => new([new AssertCreate()], [new AssignUuid(Uuid), new UpgradeFormatVersion(2), new AddSchema(Schema()), new AddPartitionSpec(of),
            new SetDefaultPartitionSpec(0), new AddSortOrder(order), new SetDefaultSortOrder(1), new SetLocation("file:///lake/t"), .. last]);

        var table = Commit(spec, new SetCurrentSchema(0)).Apply(table: null, file: null, Now);

        Assert.Equal((0, spec, order), (table.CurrentSchemaId, table.DefaultSpec, table.SortOrderById(table.DefaultSortOrderId)));
        Assert.Throws<IcebergValidationException>(() => Commit(spec with { Fields = [spec.Fields[0] with { SourceId = 77 }] }, new SetCurrentSchema(0)).Apply(table: null, file: null, Now));
        Assert.Throws<IcebergValidationException>(() => Commit(spec, new AddSchema(new TableSchema(1, [Field(9, "d", IcebergPrimitiveKind.Date)])), new SetCurrentSchema(1)).Apply(table: null, file: null, Now));
        Assert.Throws<IcebergValidationException>(() => Commit(spec).Apply(table: null, file: null, Now));
    }

    [Fact]
    public void History_has_a_line_for_each_commit_that_moves_main_and_the_sequence_never_goes_back()
    {
        var table = New().Apply(Snapshot(1, 1), Branch("main", 1)).Apply(Snapshot(2, 2, parent: 1), Branch("main", 2), Snapshot(3, 3, parent: 2), Branch("main", 3));

        Assert.Equal((3, 3), (table.LastSequenceNumber, table.CurrentSnapshotId));
        Assert.Equal([1, 2, 3], table.Snapshots.Select(snapshot => snapshot.SnapshotId));
        Assert.Equal([1, 3], table.SnapshotLog.Select(entry => entry.SnapshotId));

        var replaced = New().Apply(Snapshot(1, 5), Branch("main", 1)).Apply(Snapshot(2, 3), Branch("main", 2));

        Assert.Equal((5, 2), (replaced.LastSequenceNumber, replaced.CurrentSnapshotId));

        var back = New().Apply(Snapshot(1, 1), Branch("main", 1)).Apply(Snapshot(2, 2, 1), Branch("main", 2)).ApplyAt(Now + 500, Branch("main", 1));

        Assert.Equal([1, 2, 1], back.SnapshotLog.Select(entry => entry.SnapshotId));
        Assert.Equal(Now + 500, back.SnapshotLog[^1].TimestampMs);
    }

    [Fact]
    public void Snapshot_that_does_not_follow_the_table_is_refused()
    {
        var table = New().Apply(Snapshot(1, 1), Branch("main", 1));

        Assert.Throws<IcebergValidationException>(() => table.Apply(Snapshot(2, long.MaxValue, parent: 1), Branch("audit", 2)));
        Assert.Throws<IcebergValidationException>(() => table.Apply(Snapshot(2, long.MaxValue), Branch("audit", 2)));
        Assert.Equal(900_000, table.Apply(Snapshot(2, 900_000, parent: 1), Branch("main", 2)).LastSequenceNumber);
        Assert.Throws<IcebergValidationException>(() => New(3).Apply(new AddSnapshot(Snapshot(1, 1).Snapshot with { FirstRowId = 0, AddedRows = long.MaxValue - 5 })));
        Assert.Throws<IcebergValidationException>(() => New(3).Apply(new AddSnapshot(Snapshot(1, 1).Snapshot with { FirstRowId = long.MaxValue, AddedRows = 0 })));

        Assert.Throws<IcebergValidationException>(() => table.Apply(Snapshot(1, 2)));
        Assert.Throws<IcebergValidationException>(() => table.Apply(Snapshot(2, 2, time: table.LastUpdatedMs + 120_000)));
        Assert.Throws<IcebergValidationException>(() => table.Apply(new AddSnapshot(Snapshot(2, 2).Snapshot with { ManifestList = null, Manifests = ["file:///m"] })));
        Assert.Throws<IcebergValidationException>(() => New(1).Apply(Snapshot(2, 2)));

        Assert.Throws<IcebergConflictException>(() => New().Apply(Snapshot(1, 1), Branch("main", 1)).Apply(Snapshot(2, 1, parent: 1)));
    }

    [Fact]
    public void Snapshot_after_one_that_another_clock_dated_ahead_is_taken()
    {
        var ahead = CommitTable.Now + (long)TimeSpan.FromMinutes(5).TotalMilliseconds;
        var table = New().ApplyAt(ahead, Snapshot(1, 1, time: ahead), Branch("main", 1));

        // A writer dates its snapshot no earlier than the table's last update.
        var next = table.ApplyAt(CommitTable.Now, Snapshot(2, 2, parent: 1, time: table.LastUpdatedMs), Branch("main", 2));

        Assert.Equal((2, ahead), (next.CurrentSnapshotId, next.LastUpdatedMs));
        Assert.Equal([ahead, ahead], next.SnapshotLog.Select(entry => entry.TimestampMs));
        Assert.Throws<IcebergValidationException>(() => table.ApplyAt(CommitTable.Now, Snapshot(2, 2, parent: 1, time: ahead + 1)));
    }

    [Fact]
    public void References_are_set_and_removed_but_main_is_never_a_tag()
    {
        var table = New().Apply(Snapshot(1, 1), new SetSnapshotReference("v1", SnapshotReference.Tag(1) with { MaxReferenceAgeMs = 5 }), Branch("audit", 1));

        Assert.Null(table.CurrentSnapshotId);
        Assert.Equal(["audit", "v1"], table.References.Keys.Order());
        Assert.Equal(["v1"], table.Apply(new RemoveSnapshotReference("audit"), new RemoveSnapshotReference("never")).References.Keys);
        Assert.Throws<IcebergValidationException>(() => table.Apply(new SetSnapshotReference("main", SnapshotReference.Tag(1))));
        Assert.Throws<IcebergValidationException>(() => table.Apply(Branch("main", 9)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a\nb")]
    [InlineData(null)]
    public void Name_of_a_reference_that_no_address_can_say_is_refused(string? name)
    {
        var table = New().Apply(Snapshot(1, 1));

        var wrong = Assert.Throws<IcebergValidationException>(() => table.Apply(Branch(name ?? new string('a', 256), 1)));

        Assert.StartsWith("set-snapshot-ref: ref-name has 1 to 255 characters", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(["a/b é"], table.Apply(Branch("a/b é", 1)).References.Keys);
    }

    [Fact]
    public void Removed_snapshots_take_names_statistics_and_the_history_before_them_along()
    {
        var table = New().Apply(Snapshot(1, 1), Branch("main", 1), new SetSnapshotReference("first", SnapshotReference.Tag(1)), new SetStatistics(new StatisticsFile(1, "file:///p", 3)), new SetPartitionStatistics(new StatisticsFile(1, "file:///q", 3)))
            .Apply(Snapshot(2, 2, 1), Branch("main", 2)).Apply(Snapshot(3, 3, 2), Branch("main", 3));

        // A name that the commit knows of; another may have been set since it was made.
        var left = new TableCommit([new AssertReferenceSnapshotId("first", 1)], [new RemoveSnapshots([1, 77])]).Apply(table, "file:///lake/t/metadata/3.json", table.LastUpdatedMs + 1);

        Assert.Throws<IcebergConflictException>(() => table.Apply(new RemoveSnapshots([1])));
        Assert.Equal([2, 3], left.Snapshots.Select(snapshot => snapshot.SnapshotId));
        Assert.Equal(["main"], left.References.Keys);
        Assert.Empty(left.Statistics);
        Assert.Empty(left.PartitionStatistics);
        Assert.Equal([2, 3], left.SnapshotLog.Select(entry => entry.SnapshotId));
        Assert.Equal([3], table.Apply(new RemoveSnapshots([2])).SnapshotLog.Select(entry => entry.SnapshotId));
    }

    [Fact]
    public void A_commit_that_changes_nothing_gives_the_same_table_and_none_is_before_the_last()
    {
        var table = New().Apply(Snapshot(1, 1), Branch("main", 1));

        Assert.Same(table, table.Apply(Branch("main", 1), new RemoveProperties(["none"]), new UpgradeFormatVersion(2), new SetLocation("file:///lake/t/"), new SetCurrentSchema(0), new AssignUuid(Uuid)));

        Assert.Equal(table.LastUpdatedMs, table.ApplyAt(Now - 1_000_000, new SetProperties(new Dictionary<string, string> { ["a"] = "b" })).LastUpdatedMs);
    }

    [Fact]
    public void The_metadata_log_is_as_long_as_the_table_says()
    {
        var table = New().Apply(new SetProperties(new Dictionary<string, string> { ["write.metadata.previous-versions-max"] = "2" }));
        for (var i = 0; i < 5; i++)
        {
            table = table.Apply(new SetProperties(new Dictionary<string, string> { ["i"] = i.ToString() }));
        }

        Assert.Equal([$"file:///lake/t/metadata/{Now + 4}.json", $"file:///lake/t/metadata/{Now + 5}.json"], table.MetadataLog.Select(entry => entry.MetadataFile));
        Assert.Throws<IcebergValidationException>(() => table.Apply(new SetProperties(new Dictionary<string, string> { ["write.metadata.previous-versions-max"] = "many" })));
    }

    [Fact]
    public void Schemas_and_sort_orders_are_added_once_and_the_last_added_is_minus_one()
    {
        var wider = new TableSchema(9, [.. Schema().Fields, Field(4, "more", IcebergPrimitiveKind.Int)]);
        var table = New().Apply(new AddSchema(wider), new SetCurrentSchema(-1));

        Assert.Equal((1, 4), (table.CurrentSchemaId, table.LastColumnId));
        Assert.Equal((0, 2), (table.Apply(new AddSchema(Schema()), new SetCurrentSchema(-1)).CurrentSchemaId, table.Apply(new AddSchema(wider)).Schemas.Count));
        Assert.Throws<IcebergValidationException>(() => table.Apply(new SetCurrentSchema(-1)));
        Assert.Throws<IcebergValidationException>(() => table.Apply(new SetCurrentSchema(7)));
        Assert.Throws<IcebergValidationException>(() => table.Apply(new RemoveSchemas([1])));
        Assert.Equal([1], table.Apply(new RemoveSchemas([0])).Schemas.Select(schema => schema.SchemaId));

        var order = new SortOrder(9, [new SortField(3, new IdentityTransform(), Descending: false, NullsFirst: true)]);
        var sorted = New().Apply(new AddSortOrder(order), new SetDefaultSortOrder(-1));

        Assert.Equal(1, sorted.DefaultSortOrderId);
        Assert.Equal(0, sorted.Apply(new AddSortOrder(SortOrder.Unsorted), new SetDefaultSortOrder(-1)).DefaultSortOrderId);
        Assert.Equal(2, sorted.Apply(new AddSortOrder(order)).SortOrders.Count);
    }

    [Fact]
    public void Partition_fields_keep_their_ids_and_their_columns()
    {
        var day = new PartitionField(2, 0, "day", new DayTransform());
        var table = New().Apply(new AddPartitionSpec(new PartitionSpec(0, [day])), new SetDefaultPartitionSpec(-1))
            .Apply(new AddPartitionSpec(new PartitionSpec(0, [new PartitionField(1, 0, "part", new BucketTransform(4)), day])), new SetDefaultPartitionSpec(-1));

        Assert.Equal([1001, 1000], table.DefaultSpec.Fields.Select(field => field.FieldId));
        Assert.Equal((2, 1001, 3), (table.DefaultSpecId, table.LastPartitionId, table.PartitionSpecs.Count));
        Assert.Equal([0, 2], table.Apply(new RemovePartitionSpecs([1])).PartitionSpecs.Select(spec => spec.SpecId));
        Assert.Throws<IcebergValidationException>(() => table.Apply(new RemovePartitionSpecs([2])));

        var byDay = New().Apply(new AddPartitionSpec(new PartitionSpec(0, [new PartitionField(2, 0, "day", new DayTransform())])), new SetDefaultPartitionSpec(-1));

        Assert.Throws<IcebergValidationException>(() => byDay.Apply(new AddSchema(new TableSchema(0, [Schema().Fields[0]])), new SetCurrentSchema(-1)));
    }

    [Theory]
    [InlineData(9, "x", "identity")]
    [InlineData(1, "x", "day")]
    [InlineData(3, "id", "truncate[2]")]
    [InlineData(1, "", "identity")]
    public void A_partition_that_cannot_be_made_is_refused(int source, string name, string transform) =>
        Assert.Throws<IcebergValidationException>(() => New().Apply(new AddPartitionSpec(new PartitionSpec(0, [new PartitionField(source, 0, name, Transform.Parse(transform))]))));

    [Fact]
    public void A_table_keeps_its_uuid_and_format_3_has_types_row_ids_and_keys_of_its_own()
    {
        Assert.Throws<IcebergValidationException>(() => New().Apply(new AssignUuid(Guid.NewGuid())));
        Assert.Throws<IcebergValidationException>(() => New().Apply(new UpgradeFormatVersion(1)));
        Assert.Throws<IcebergValidationException>(() => New().Apply(new UpgradeFormatVersion(4)));
        Assert.Equal(0, New().Apply(new UpgradeFormatVersion(3)).NextRowId);

        var schema = new TableSchema(1, [.. Schema().Fields, Field(4, "v", IcebergPrimitiveKind.Variant)]);

        Assert.Throws<IcebergValidationException>(() => New().Apply(new AddSchema(schema)));
        Assert.Equal(2, New(3).Apply(new AddSchema(schema)).Schemas.Count);

        var first = Snapshot(1, 1).Snapshot with { FirstRowId = 0, AddedRows = 10 };
        var table = New(3).Apply(new AddSnapshot(first), Branch("main", 1));

        Assert.Equal(10, table.NextRowId);
        Assert.Throws<IcebergConflictException>(() => table.Apply(new AddSnapshot(first with { SnapshotId = 2, SequenceNumber = 2 })));
        Assert.Throws<IcebergValidationException>(() => table.Apply(Snapshot(3, 3)));

        var encrypted = New(3).Apply(new AddEncryptionKey(new EncryptionKey("k")), new AddEncryptionKey(new EncryptionKey("l")), new RemoveEncryptionKey("k"));

        Assert.Equal(["l"], encrypted.EncryptionKeys.Select(key => key.KeyId));
    }

    [Fact]
    public void Operation_that_readers_do_not_know_is_refused()
    {
        AddSnapshot Of(string operation) => new(Snapshot(1, 1).Snapshot with { Summary = new Dictionary<string, string> { ["operation"] = operation } });

        Assert.All(["append", "replace", "overwrite", "delete"], operation => Assert.Equal(operation, New().Apply(Of(operation), Branch("audit", 1)).SnapshotById(1)!.Operation));
        var refused = Assert.Throws<IcebergValidationException>(() => New().Apply(Of("upsert"), Branch("audit", 1)));
        Assert.Contains("append, replace, overwrite or delete, not \"upsert\"", refused.Message, StringComparison.Ordinal);
    }
}
