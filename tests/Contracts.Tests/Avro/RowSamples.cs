using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Avro;

/// <summary>Rows with a column of every type.</summary>
internal static class RowSamples
{
    public static IReadOnlyList<ColumnDefinition> Columns { get; } =
    [
        Column("id", "UUID", required: true),
        Column("flag", "BOOLEAN"),
        Column("small", "INTEGER"),
        Column("big", "BIGINT"),
        Column("single", "REAL"),
        Column("wide", "DOUBLE"),
        Column("price", "DECIMAL(18,2)", required: true),
        Column("huge", "DECIMAL(38,10)"),
        Column("text", "STRING"),
        Column("day", "DATE"),
        Column("at_time", "TIME"),
        Column("occurred_at", "TIMESTAMP", required: true),
        Column("wall", "TIMESTAMP_NTZ"),
        Column("bytes", "BINARY"),
        Column("items", "ARRAY<STRUCT<product_id:UUID, quantity:INTEGER, price:DECIMAL(18,2)>>"),
        Column("labels", "MAP<STRING, ARRAY<STRING>>"),
    ];

    /// <summary>Rows as they come, and the canonical form that all ports write.</summary>
    public static IReadOnlyList<(string Row, string Canonical)> Rows { get; } =
    [
        (
            """
            {"id":"123E4567-e89b-12d3-a456-426614174000","flag":true,"small":-2147483648,"big":9007199254740990,"single":0.1,"wide":-1.5e300,"price":12.3,"huge":"-9999999999999999999999999999.9999999999",
             "text":"käse 😀","day":"2026-01-31","at_time":"12:30:00.5","occurred_at":"2026-01-31T12:30:00.1234567+02:00","wall":"1969-12-31 23:59:59.999999","bytes":"AP8=",
             "items":[{"product_id":"123e4567-e89b-12d3-a456-426614174000","quantity":2,"price":"1.00"},null,{"price":3}],"labels":{"k\"é":["a",null],"":null}}
            """,
            """{"id":"123e4567-e89b-12d3-a456-426614174000","flag":true,"small":-2147483648,"big":9007199254740990,"single":0.1,"wide":-1.5E+300,"price":"12.30","huge":"-9999999999999999999999999999.9999999999","text":"käse \uD83D\uDE00","day":"2026-01-31","at_time":"12:30:00.500000","occurred_at":"2026-01-31T10:30:00.123456Z","wall":"1969-12-31T23:59:59.999999","bytes":"AP8=","items":[{"product_id":"123e4567-e89b-12d3-a456-426614174000","quantity":2,"price":"1.00"},null,{"product_id":null,"quantity":null,"price":"3.00"}],"labels":{"k\"é":["a",null],"":null}}"""),
        (
            """{"occurred_at":"2026-01-31T12:30:00Z","price":1e3,"id":"123e4567-e89b-12d3-a456-426614174002","wide":"NaN","single":"-Infinity","items":[],"labels":{}}""",
            """{"id":"123e4567-e89b-12d3-a456-426614174002","flag":null,"small":null,"big":null,"single":"-Infinity","wide":"NaN","price":"1000.00","huge":null,"text":null,"day":null,"at_time":null,"occurred_at":"2026-01-31T12:30:00Z","wall":null,"bytes":null,"items":[],"labels":{}}"""),
    ];

    /// <summary>Rows whose instants lie beyond what a number of JavaScript counts in microseconds.</summary>
    public static IReadOnlyList<(string Row, string Canonical)> FarRows { get; } =
    [
        (
            """{"id":"123e4567-e89b-12d3-a456-426614174001","price":"-0.01","occurred_at":"0001-01-01T00:00:00Z"}""",
            """{"id":"123e4567-e89b-12d3-a456-426614174001","flag":null,"small":null,"big":null,"single":null,"wide":null,"price":"-0.01","huge":null,"text":null,"day":null,"at_time":null,"occurred_at":"0001-01-01T00:00:00Z","wall":null,"bytes":null,"items":null,"labels":null}"""),
        (
            """{"id":"123e4567-e89b-12d3-a456-426614174001","price":"0","big":9223372036854775807,"occurred_at":"9999-12-31T23:59:59.999999Z"}""",
            """{"id":"123e4567-e89b-12d3-a456-426614174001","flag":null,"small":null,"big":9223372036854775807,"single":null,"wide":null,"price":"0.00","huge":null,"text":null,"day":null,"at_time":null,"occurred_at":"9999-12-31T23:59:59.999999Z","wall":null,"bytes":null,"items":null,"labels":null}"""),
    ];

    private static ColumnDefinition Column(string name, string type, bool required = false) => new() { Name = name, Type = ColumnType.Parse(type), Required = required };
}
