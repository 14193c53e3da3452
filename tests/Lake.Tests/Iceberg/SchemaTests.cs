using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using static MeshStarter.Lake.Tests.Iceberg.CommitTable;

namespace MeshStarter.Lake.Tests.Iceberg;

[Trait("Category", "Quick")]
public sealed class SchemaTests
{
    [Fact]
    public void Columns_of_every_type_become_iceberg()
    {
        ColumnDefinition[] columns =
        [
            .. new[] { "BOOLEAN", "INTEGER", "BIGINT", "REAL", "DOUBLE", "DECIMAL(18,2)", "STRING", "UUID", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_NTZ", "BINARY", "ARRAY<STRUCT<a:UUID, b:MAP<STRING,DATE>>>" }
                .Select((type, i) => new ColumnDefinition { Name = $"c{i}", Type = ColumnType.Parse(type), Required = i % 2 == 0, Description = i == 3 ? "said" : null }),
        ];

        var schema = TableSchema.FromColumns(columns, "c0", "c6");

        Assert.Equal(["boolean", "int", "long", "float", "double", "decimal(18, 2)", "string", "uuid", "date", "time", "timestamptz", "timestamp", "binary"], schema.Fields.Take(13).Select(field => field.Type.ToString()));
        Assert.Equal(Enumerable.Range(1, 14), schema.Fields.Select(field => field.Id));
        Assert.Equal(["c13.element:15", "c13.element.a:16", "c13.element.b:17", "c13.element.b.key:18", "c13.element.b.value:19"], schema.AllFields.Where(field => field.Id > 14).OrderBy(field => field.Id).Select(field => $"{schema.FindName(field.Id)}:{field.Id}"));
        Assert.Equal([1, 7], schema.IdentifierFieldIds);
        Assert.Equal(columns.Select(column => (column.Name, column.Required, column.Description)), schema.Fields.Select(field => (field.Name, field.Required, field.Doc)));
    }

    [Fact]
    public void A_schema_evolves_by_id()
    {
        var inner = new IcebergStruct([new NestedField(5, "price", Required: false, new IcebergPrimitive(IcebergPrimitiveKind.Float))]);
        var table = new NewTable("t", new TableSchema(0, [Field(1, "id", IcebergPrimitiveKind.Int, required: true), Field(2, "name", IcebergPrimitiveKind.String), new NestedField(3, "items", Required: false, new IcebergList(4, ElementRequired: true, inner))]))
            .ToMetadata("file:///t", Uuid, Now);

        var schema = new SchemaEvolution(table)
            .Widen("id", new IcebergPrimitive(IcebergPrimitiveKind.Long))
            .MakeOptional("id")
            .Widen("items.element.price", new IcebergPrimitive(IcebergPrimitiveKind.Double))
            .Add("quantity", new IcebergPrimitive(IcebergPrimitiveKind.Int), parent: "items")
            .Add("tags", new IcebergList(1, ElementRequired: false, new IcebergPrimitive(IcebergPrimitiveKind.String)), doc: "marks")
            .ToSchema();
        var evolved = table.Apply(new AddSchema(schema), new SetCurrentSchema(-1));

        Assert.Equal(["id:1:long", "name:2:string", "items:3:list<struct<5: price: double, 6: quantity: int>>", "tags:7:list<string>"], evolved.CurrentSchema.Fields.Select(field => $"{field.Name}:{field.Id}:{field.Type}"));
        Assert.Equal((8, false), (evolved.LastColumnId, evolved.CurrentSchema.FindField("id")!.Required));
    }

    [Fact]
    public void A_dropped_column_s_id_is_not_given_again()
    {
        var table = New();
        table = table.Apply(new AddSchema(new TableSchema(1, [.. table.CurrentSchema.Fields.SkipLast(1)], table.CurrentSchema.IdentifierFieldIds)), new SetCurrentSchema(-1));
        table = table.Apply(new AddSchema(new SchemaEvolution(table).Add("text", new IcebergPrimitive(IcebergPrimitiveKind.String)).ToSchema()), new SetCurrentSchema(-1));

        Assert.Equal(4, table.CurrentSchema.FindField("text")!.Id);
    }

    [Fact]
    public void Changes_that_files_could_not_follow_are_refused()
    {
        var evolution = new SchemaEvolution(New());

        Assert.Throws<IcebergValidationException>(() => evolution.Widen("text", new IcebergPrimitive(IcebergPrimitiveKind.Long)));
        Assert.Throws<IcebergValidationException>(() => evolution.Widen("id", new IcebergPrimitive(IcebergPrimitiveKind.Int)));
        Assert.Throws<IcebergValidationException>(() => evolution.MakeOptional("none"));
        Assert.Throws<IcebergValidationException>(() => evolution.Add("text", new IcebergPrimitive(IcebergPrimitiveKind.String)).ToSchema());
    }

    [Theory]
    [InlineData("decimal(9,2)", "decimal(9, 2)")]
    [InlineData("DECIMAL( 38 , 38 )", "decimal(38, 38)")]
    [InlineData("fixed[16]", "fixed[16]")]
    [InlineData("TimestampTZ", "timestamptz")]
    [InlineData("geography(srid:4326, spherical)", "geography(srid:4326, spherical)")]
    public void A_type_is_read_from_its_text(string text, string written) => Assert.Equal(written, IcebergType.Parse(text).ToString());

    [Theory]
    [InlineData("decimal(0,0)")]
    [InlineData("decimal(5,6)")]
    [InlineData("decimal(99999999999,1)")]
    [InlineData("fixed[0]")]
    [InlineData("struct")]
    [InlineData("")]
    public void A_text_that_is_no_type_is_refused(string text) => Assert.Throws<IcebergFormatException>(() => IcebergType.Parse(text));
}
