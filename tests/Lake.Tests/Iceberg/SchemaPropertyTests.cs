using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Tests.Iceberg;

public sealed class SchemaPropertyTests
{
    private static readonly Gen<IReadOnlyList<ColumnDefinition>> Columns =
        from types in TypeOf(4).ListOf(6)
        from required in Gen.Elements(true, false).ListOf(6)
        select (IReadOnlyList<ColumnDefinition>)[.. types.Select((type, i) => new ColumnDefinition { Name = $"c{i}", Type = type, Required = required[i] })];

    [Fact]
    public void Columns_have_ids_in_a_row_and_come_back_from_json() => Check.QuickThrowOnFailure(Prop.ForAll(Columns.ToArbitrary(), static columns =>
    {
        var schema = TableSchema.FromColumns(columns);
        using var document = IcebergJson.Parse(IcebergJson.Write(schema.WriteTo), "schema");
        var again = TableSchema.Read(document.RootElement, JsonPlace.Root("schema"));
        return again.Equals(schema)
            && again.AllFields.Select(field => field.Id).Order().SequenceEqual(Enumerable.Range(1, again.HighestFieldId))
            && again.Fields.Select(field => (field.Name, field.Required)).SequenceEqual(columns.Select(column => (column.Name, column.Required)));
    }));

    [Fact]
    public void Evolution_leaves_every_column_its_id_and_gives_new_ones_to_new_columns() => Check.QuickThrowOnFailure(Prop.ForAll(Columns.ToArbitrary(), Gen.Choose(0, 5).ToArbitrary(), static (columns, dropped) =>
    {
        var table = new NewTable("t", TableSchema.FromColumns(columns)).ToMetadata("file:///t", CommitTable.Uuid, CommitTable.Now);
        var without = table.Apply(new AddSchema(new TableSchema(1, [.. table.CurrentSchema.Fields.Where(field => field.Name != $"c{dropped}")])), new SetCurrentSchema(-1));
        var evolution = new SchemaEvolution(without).Add($"c{dropped}", ToIceberg(columns[dropped].Type));
        var evolved = without.Apply(new AddSchema(evolution.ToSchema()), new SetCurrentSchema(-1));
        return evolved.CurrentSchema.Fields.SkipLast(1).All(field => table.CurrentSchema.FindField(field.Id)!.Equals(field))
            && evolved.CurrentSchema.AllFields.Where(field => table.CurrentSchema.FindField(field.Id) is null).All(field => field.Id > table.LastColumnId)
            && evolved.LastColumnId == evolved.CurrentSchema.HighestFieldId;
    }));

    private static IcebergType ToIceberg(ColumnType type) => TableSchema.FromColumns([new ColumnDefinition { Name = "c", Type = type }]).Fields[0].Type;

    private static Gen<ColumnType> TypeOf(int levels)
    {
        var flat = Gen.Elements(PrimitiveForms.All.DistinctBy(forms => forms.Iceberg)).Select(ColumnType (forms) => new PrimitiveType(forms.Kind));
        if (levels == 0)
        {
            return flat;
        }

        var inner = TypeOf(levels - 1);
        return Gen.OneOf(
            flat,
            inner.Select(ColumnType (type) => new ArrayType(type)),
            inner.Select(ColumnType (type) => new MapType(type)),
            inner.ListOf(3).Select(ColumnType (types) => new StructType([.. types.Select((type, i) => new StructField($"f{i}", type))])));
    }
}
