using MeshStarter.DuckDb;
using MeshStarter.Platform.Storage;

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
        {
            engine.Connect().Dispose();
        }

        using var later = engine.Connect();
        Assert.Equal([1], first.Rows("SELECT n FROM written", (chunk, row) => chunk[0].GetInt32(row), CancellationToken.None));
        Assert.Equal(["UTC"], later.Rows("SELECT current_setting('TimeZone')", (chunk, row) => chunk[0].GetString(row), CancellationToken.None));
        if (hasSharedTables)
        {
            later.Execute("SELECT n FROM written");
        }
        else
        {
            Assert.Throws<DuckDbException>(() => later.Execute("SELECT n FROM written"));
        }
    }

    [Fact]
    public void Database_is_opened_with_the_first_session()
    {
        var opened = 0;
        using var engine = new LakeEngine(memoryLimitMiB: 64, prepare: _ => opened++);
        Assert.Equal(0, opened);

        engine.Connect().Dispose();
        engine.Connect().Dispose();

        Assert.Equal(1, opened);
    }

    [Fact]
    public void Database_that_cannot_be_opened_costs_one_session()
    {
        var opened = 0;
        using var engine = new LakeEngine(memoryLimitMiB: 64, prepare: _ =>
        {
            if (++opened == 2)
            {
                throw new IOException("The machine is full.");
            }
        });
        for (var session = 0; session < LakeEngine.SessionsOfADatabase; session++)
        {
            engine.Connect().Dispose();
        }

        Assert.Throws<IOException>(engine.Connect);
        using var next = engine.Connect();

        Assert.Equal(3, opened);
        next.Execute("SELECT 1");
    }

    [Fact]
    public void Rows_of_two_databases_are_spilled_to_folders_of_their_own()
    {
        using var folder = new WritingFolder(Path.GetTempPath(), "mesh-engine-test-");
        using var engine = new LakeEngine(memoryLimitMiB: 64, spillFolder: folder.Path);
        using var earlier = engine.Connect();
        for (var session = 1; session < LakeEngine.SessionsOfADatabase; session++)
        {
            engine.Connect().Dispose();
        }

        using var later = engine.Connect();

        string Of(DuckDbConnection session) => Assert.Single(session.Rows("SELECT current_setting('temp_directory')", (chunk, row) => chunk[0].GetString(row), CancellationToken.None));

        Assert.NotEqual(Of(earlier), Of(later));
        Assert.All([Of(earlier), Of(later)], spilled => Assert.Equal(folder.Path, Path.GetDirectoryName(spilled)));
    }

    [Fact]
    public void Engine_that_is_disposed_opens_no_session_and_no_database()
    {
        var engine = new LakeEngine(memoryLimitMiB: 64);
        engine.Dispose();

        Assert.Throws<ObjectDisposedException>(engine.Connect);
    }
}
