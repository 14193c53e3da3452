using System.Globalization;
using MeshStarter.DuckDb;
using MeshStarter.Policy.Masks;

namespace MeshStarter.Policy.Benchmarks;

/// <summary>The time that a masked value takes in the engine: the keyed hash, and the engine's own SHA-256 to compare with.</summary>
internal static class HashMeasure
{
    private const int Rows = 1_000_000;

    public static int Run()
    {
        using var database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "1" });
        using var connection = database.Connect();
        connection.RegisterFunction(HashMask.Function, alias: null, PseudonymKey.Of(new byte[PseudonymKey.SecretBytes], "domain analytics").Hash);
        connection.Execute($"CREATE TABLE t AS SELECT 'customer-' || range || '@example.com' AS v FROM range({Rows})");
        foreach (var expression in (string[])["length(v)", "length(sha256(v))", $"length({HashMask.Function}(v))"])
        {
            _ = connection.Scalar<long>($"SELECT CAST(sum({expression}) AS BIGINT) FROM t");
            var began = Environment.CpuUsage.TotalTime;
            _ = connection.Scalar<long>($"SELECT CAST(sum({expression}) AS BIGINT) FROM t");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{expression}: {(Environment.CpuUsage.TotalTime - began).TotalMicroseconds / Rows:0.000} µs of a core a value"));
        }

        return 0;
    }
}
