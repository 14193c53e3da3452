using MeshStarter.DuckDb;

namespace MeshStarter.Lake.Tests;

public sealed class LakeEngineTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Database_is_replaced_after_many_sessions_unless_they_share_tables(bool hasSharedTables)
    {
        using var engine = new LakeEngine(memoryLimitMiB: 64, hasSharedTables: hasSharedTables);
        using var first = engine.Connect();
        first.Execute("CREATE TABLE written AS SELECT 1 AS n");

        for (var session = 1; session < LakeEngine.SessionsOfADatabase; session++)
            engine.Connect().Dispose();

        using var later = engine.Connect();
        Assert.Equal([1], first.Rows("SELECT n FROM written", (chunk, row) => chunk[0].GetInt32(row), CancellationToken.None));
        Assert.Equal(["UTC"], later.Rows("SELECT current_setting('TimeZone')", (chunk, row) => chunk[0].GetString(row), CancellationToken.None));
        if (hasSharedTables)
            later.Execute("SELECT n FROM written");
        else
            Assert.Throws<DuckDbException>(() => later.Execute("SELECT n FROM written"));
    }

    [Fact]
    public void Engine_that_is_disposed_opens_no_session_and_no_database()
    {
        var engine = new LakeEngine(memoryLimitMiB: 64);
        engine.Dispose();

        Assert.Throws<ObjectDisposedException>(engine.Connect);
    }
}
