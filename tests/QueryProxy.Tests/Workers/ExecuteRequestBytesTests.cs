using System.Reflection;
using MeshStarter.DuckDb.Values;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.QueryProxy.Tests.Workers;

[Trait("Category", "Quick")]
public sealed class ExecuteRequestBytesTests
{
    private static readonly ExecuteRequest Full = new()
    {
        Setup = ["CREATE TABLE t AS SELECT 'ä\n\0'", ""],
        Definitions = [Definition.View("mesh.\"s\"", "mesh.\"s\".\"v\"", "SELECT 1"), Definition.Macro("mesh.main.m", "(x) AS x")],
        Files = ["/data/1.parquet", "/data/2.parquet"],
        Folder = "/data",
        HashKey = [0, 1, 255],
        Sql = "SELECT '𝄞'",
        Tree = new string('x', 100_000),
        Text = "SELECT 1 FROM v",
        ColumnNames = new Dictionary<int, string> { [0] = "a", [-1] = "z" },
        ZonedColumns = new Dictionary<int, string> { [1] = "Asia/Tokyo" },
        ColumnShapes = new Dictionary<int, string> { [2] = "c10;" },
        Parameters =
        [
            new("p1", ParameterValue.Null, IsCast: true),
            new("p2", new ParameterValue(ParameterType.Row, null, [new(ParameterType.Array, null, []), ParameterValue.Of(new DuckDbInterval(1, 2, 3), ParameterType.DayInterval), new(ParameterType.Varchar, "")]), IsCast: false),
        ],
        Use = StatementUse.Analyze,
        Answer = "SELECT 2",
        Schema = "s",
        Format = RowFormat.Parquet,
        ParametricDateTime = false,
        MaxRows = long.MaxValue,
        MaxResultBytes = 3,
    };

    [Fact]
    public void Each_property_arrives()
    {
        var (bytes, empty) = (ExecuteRequestBytes.Of(Full), new ExecuteRequest { Files = [], Format = default, MaxRows = 0, MaxResultBytes = 0 });

        var read = ExecuteRequestBytes.Read(bytes);

        foreach (var property in typeof(ExecuteRequest).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // One that is added is in the full request too.
            Assert.NotEqual(property.GetValue(empty), property.GetValue(Full));
            if (property.Name != nameof(ExecuteRequest.Parameters))
            {
                Assert.Equal(property.GetValue(Full), property.GetValue(read));
            }
        }

        // Values with items are equal by their bytes alone.
        Assert.Equal(Full.Parameters.Select(parameter => (parameter.Name, parameter.IsCast)), read.Parameters.Select(parameter => (parameter.Name, parameter.IsCast)));
        Assert.Equal(Full.Parameters.SelectMany(parameter => parameter.Value.Parts).Select(part => (part.Type, part.Text)), read.Parameters.SelectMany(parameter => parameter.Value.Parts).Select(part => (part.Type, part.Text)));
        Assert.Equal(bytes, ExecuteRequestBytes.Of(read));
    }
}
