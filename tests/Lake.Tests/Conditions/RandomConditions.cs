using System.Globalization;

namespace MeshStarter.Lake.Tests.Conditions;

/// <summary>Rows and conditions of few values, so that they meet, among them those at which comparisons go wrong.</summary>
internal static class RandomConditions
{
    private static readonly string[] Numbers = ["0", "-0.0", "1", "5", "-5", "1.5", "0.1", "5.25", "-5.255", "100", "16777217", "2147483648", "9007199254740993", "99.99", "0.3333333333333333", "100.005"];
    private static readonly string[] Texts = ["", "a", "A", "ab", "abc", "b", "ä", "\uFF5E", "😀", "a common beginning that is cut 1", "a common beginning that is cut 2", "5", "05", "nan", "a%", "a_c"];
    private static readonly string[] Days = ["1969-12-31", "1970-01-01", "2026-01-01", "2026-01-31", "2026-02-01", "2026-03-29", "2026-10-25", "9998-12-31", "9999-12-31"];
    private static readonly string[] Clocks = ["00:00:00", "02:30:00", "12:00:00.5", "23:59:59.999999"];
    private static readonly string[] Operators = ["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"];

    /// <summary>A SELECT of one row.</summary>
    public static string Row(Random random)
    {
        string Value(string value, string type) => random.Next(6) == 0 ? $"CAST(NULL AS {type})" : $"CAST({value} AS {type})";
        string Double() => random.Next(5) switch { 0 => "'nan'", 1 => Pick(random, ["'infinity'", "'-infinity'"]), _ => Pick(random, Numbers) };
        var day = Pick(random, Days);
        return $"""
            SELECT {Value(Pick(random, ["true", "false"]), "BOOLEAN")} AS flag, {Value(Pick(random, ["0", "5", "-5", "100", "16777217", "2147483647", "-2147483648"]), "INTEGER")} AS small,
                {Value(Pick(random, ["0", "5", "-5", "100", "9007199254740992", "9007199254740993", "9223372036854775807", "-9223372036854775808"]), "BIGINT")} AS id,
                {Value(Double(), "REAL")} AS f, {Value(Double(), "DOUBLE")} AS d, {Value(Pick(random, Numbers), "DECIMAL(18,2)")} AS x, {Value($"'{Pick(random, Texts)}'", "VARCHAR")} AS t,
                {Value($"md5('{random.Next(3)}')", "UUID")} AS u, {Value($"'{day}'", "DATE")} AS day, {Value($"'{Pick(random, Clocks)}'", "TIME")} AS clock, {Value($"'{day} {Pick(random, Clocks)}+00'", "TIMESTAMPTZ")} AS moment,
                {Value($"'{day} {Pick(random, Clocks)}'", "TIMESTAMP")} AS wall, {Value(Pick(random, ["''", "'a'", "'ab'", "'\\xFF'", "'\\x00a'"]), "BLOB")} AS bytes, {Value(Pick(random, Numbers), "DECIMAL(38,20)")} AS wide,
                {Value($"struct_pack(city := {Value($"'{Pick(random, Texts)}'", "VARCHAR")}, spot := {Value($"struct_pack(x := {Value(Pick(random, ["0", "5", "-5", "100"]), "BIGINT")}, since := {Value($"'{Pick(random, Days)} {Pick(random, Clocks)}+00'", "TIMESTAMPTZ")})", "STRUCT(x BIGINT, since TIMESTAMPTZ)")})", "STRUCT(city VARCHAR, spot STRUCT(x BIGINT, since TIMESTAMPTZ))")} AS place
            """;
    }

    /// <summary>A condition, which the engine may not understand.</summary>
    public static string Of(Random random, int depth = 3) => depth == 0 ? Plain(random) : random.Next(6) switch
    {
        0 => $"({Of(random, depth - 1)} AND {Of(random, depth - 1)})",
        1 => $"({Of(random, depth - 1)} OR {Of(random, depth - 1)})",
        2 => $"NOT ({Of(random, depth - 1)})",
        _ => Plain(random),
    };

    private static string Plain(Random random)
    {
        string[] columns = ["small", "id", "f", "d", "x", "wide", "t", "day", "clock", "moment", "wall", "bytes", "u", "flag", "place.city", "o.place.spot.x", "PLACE.Spot.since"];
        var column = Pick(random, columns);
        string Value() => ValueFor(random, column);
        return random.Next(column is "t" or "place.city" ? 9 : 7) switch
        {
            0 => $"{column} {Pick(random, ["IN", "NOT IN"])} ({string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Value()))})",
            1 => $"{column} {Pick(random, ["BETWEEN", "NOT BETWEEN"])} {Value()} AND {Value()}",
            2 => column is "d" or "f" && random.Next(2) == 0 ? $"isnan({column})" : column is "flag" ? Pick(random, ["flag", "flag IS TRUE", "flag IS NOT FALSE"]) : $"{column} IS {Pick(random, ["NULL", "NOT NULL"])}",
            3 => $"{Value()} {Pick(random, Operators)} {column}",
            7 => $"{column} {Pick(random, ["LIKE", "NOT LIKE"])} '{Pick(random, Texts)}{Pick(random, ["%", "_", "", "%%", "%b"])}'",
            8 => $"{Pick(random, ["starts_with", "prefix"])}({column}, '{Pick(random, Texts)}')",
            _ => $"{column} {Pick(random, Operators)} {Value()}",
        };
    }

    private static string ValueFor(Random random, string column)
    {
        var number = Pick(random, Numbers);
        var (day, clock) = (Pick(random, Days), Pick(random, Clocks));
        return random.Next(30) == 0 ? "NULL" : column switch
        {
            "small" or "id" or "f" or "d" or "x" or "wide" or "o.place.spot.x" => random.Next(10) switch
            {
                0 => $"'{number}'",
                1 => $"CAST({number} AS DOUBLE)",
                2 => $"CAST('{number}' AS DECIMAL({Pick(random, ["18,3", "38,10", "28,0"])}))",
                3 => Pick(random, ["'nan'::DOUBLE", "'infinity'::DOUBLE", "REAL '0.1'", "1e-3", "-16777216.5e0", "9007199254740993e0"]),
                4 => $"{number}::{Pick(random, ["FLOAT", "BIGINT", "INTEGER", "DOUBLE"])}",
                _ => number,
            },
            "t" or "place.city" => random.Next(8) switch { 0 => Pick(random, Numbers), 1 => $"CAST('{Pick(random, Texts)}' AS VARCHAR)", _ => $"'{Pick(random, Texts)}'" },
            "day" or "moment" or "wall" or "PLACE.Spot.since" => random.Next(8) switch
            {
                0 => $"DATE '{day}'",
                1 => $"'{day}'",
                2 => $"TIMESTAMP '{day} {clock}'",
                3 => $"TIMESTAMPTZ '{day} {clock}{Pick(random, ["+00", "-03", "+05:30", "Z", " UTC", ""])}'",
                4 => $"'{day} {clock}{Pick(random, ["+00", "-03", " UTC"])}'",
                5 => $"TIMESTAMP '{day} {clock}{Pick(random, [" UTC", "Z", "+00:00", "-03", "+05:30"])}'",
                _ => $"'{day} {clock}'",
            },
            "clock" => random.Next(2) == 0 ? $"TIME '{clock}'" : $"'{clock}'",
            "bytes" => $"{Pick(random, ["'a'", "'ab'", "'\\xFF'", "'\\x00a'", "''"])}{(random.Next(3) == 0 ? "" : "::BLOB")}",
            "u" => random.Next(2) == 0 ? "'cfcd2084-95d5-65ef-66e7-dff9f98764da'" : "UUID 'C4CA4238-A0B9-2382-0DCC-509A6F75849B'",
            _ => random.Next(3) switch { 0 => "'t'", 1 => "1", _ => Pick(random, ["true", "false"]) },
        };
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)].ToString(CultureInfo.InvariantCulture);
}
