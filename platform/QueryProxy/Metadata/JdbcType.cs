using System.Globalization;
using MeshStarter.Platform.Workers.Engine;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>A type in JDBC's numbers (<c>java.sql.Types</c>), as Trino reports it.</summary>
/// <param name="Code">The type's number.</param>
/// <param name="Size">Digits of a number, characters of a text or time; null where there is no such thing.</param>
/// <param name="Digits">Digits after the point of an exact number or of seconds; null for others.</param>
/// <param name="Radix">The base in which the size is counted; null for others than numbers.</param>
/// <param name="Octets">The most bytes of a text or of bytes; null for others.</param>
internal sealed record JdbcType(int Code, int? Size, int? Digits, int? Radix, int? Octets)
{
    private const int JavaObject = 2000;

    /// <summary>The type of Trino's text: <c>decimal(18,2)</c>.</summary>
    public static JdbcType Of(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var name = open < 0 ? type : type.EndsWith("with time zone", StringComparison.Ordinal) ? $"{type[..open]} with time zone" : type[..open];
        var numbers = open < 0 || name is "array" or "map" or "row" ? [] : type[(open + 1)..type.IndexOf(')', StringComparison.Ordinal)].Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return name switch
        {
            "boolean" => new(16, null, null, null, null),
            "tinyint" => new(-6, 3, null, 10, null),
            "smallint" => new(5, 5, null, 10, null),
            "integer" => new(4, 10, null, 10, null),
            "bigint" => new(-5, 19, null, 10, null),
            "real" => new(7, 24, null, 2, null),
            "double" => new(8, 53, null, 2, null),
            "decimal" => new(3, numbers[0], numbers[1], 10, null),
            "varchar" => new(12, int.MaxValue, null, null, int.MaxValue),
            "varbinary" => new(-3, int.MaxValue, null, null, int.MaxValue),
            "date" => new(91, 14, null, null, null),
            "time" => Clock(92, 8, numbers),
            "timestamp" => Clock(93, 21, numbers),
            "timestamp with time zone" => Clock(2014, 55, numbers),
            "array" => new(2003, null, null, null, null),
            _ => new(JavaObject, null, null, null, null),
        };
    }

    /// <summary>The rows of <c>system.jdbc.types</c>: the types that columns of products have.</summary>
    public static string Rows { get; } = InlineRows.Select(
        [
            ("type_name", "VARCHAR"), ("data_type", "BIGINT"), ("precision", "BIGINT"), ("literal_prefix", "VARCHAR"), ("literal_suffix", "VARCHAR"), ("create_params", "VARCHAR"), ("nullable", "BIGINT"),
            ("case_sensitive", "BOOLEAN"), ("searchable", "BIGINT"), ("unsigned_attribute", "BOOLEAN"), ("fixed_prec_scale", "BOOLEAN"), ("auto_increment", "BOOLEAN"), ("local_type_name", "VARCHAR"),
            ("minimum_scale", "BIGINT"), ("maximum_scale", "BIGINT"), ("sql_data_type", "BIGINT"), ("sql_datetime_sub", "BIGINT"), ("num_prec_radix", "BIGINT"),
        ],
        // In Trino, types with parameters have no numbers of their own here.
        new[] { "bigint", "boolean", "date", "double", "integer", "interval day to second", "json", "real", "smallint", "tinyint", "unknown", "uuid", "varbinary" }.Select(type => Row(type, Of(type), "3"))
            .Concat(new[] { "array", "decimal", "map", "row", "time", "timestamp", "timestamp with time zone", "varchar" }
                .Select(type => Row(type, new JdbcType(type == "array" ? 2003 : JavaObject, null, null, null, null), "0"))));

    private static string[] Row(string name, JdbcType type, string searchable) =>
    [
        $"'{name}'", Text(type.Code), Text(type.Size), "NULL", "NULL", "NULL", "1", "false", searchable, "NULL", "false", "NULL", "NULL", "0", "0", "NULL", "NULL", Text(type.Radix),
    ];

    private static JdbcType Clock(int code, int characters, int[] precision) =>
        new(code, precision is [var digits and > 0] ? characters + 1 + digits : characters, precision is [var scale] ? scale : null, null, null);

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "NULL";
}
