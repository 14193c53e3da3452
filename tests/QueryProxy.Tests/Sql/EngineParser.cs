using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Workers.Engine;

namespace MeshStarter.QueryProxy.Tests.Sql;

/// <summary>The engine's own parser, as a worker uses it.</summary>
public sealed class EngineParser : IDisposable
{
    internal Sandbox Sandbox { get; } = new(new SandboxLimits(Threads: 1, MemoryMiB: 256));

    internal SqlAnalysis Analyze(string sql) => SqlAnalyzer.Analyze(sql, Sandbox.Parse(sql));

    internal IReadOnlyList<IReadOnlyList<object?>> Rows(string sql)
    {
        using var result = Sandbox.Connection.Query(sql);
        List<IReadOnlyList<object?>> rows = [];
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                rows.Add([.. Enumerable.Range(0, chunk.ColumnCount).Select(column => chunk[column].GetValue(row))]);
            }
        }

        return rows;
    }

    public void Dispose() => Sandbox.Dispose();
}
