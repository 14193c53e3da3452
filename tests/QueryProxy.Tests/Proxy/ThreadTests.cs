namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Queries on several threads; most other tests have one.</summary>
[Collection(RulesCollection.Name)]
public sealed class ThreadTests(RuleKindTests.RulesFixture mesh)
{
    /// <summary>The failed one of many threads is named, where the others were stopped because it failed.</summary>
    [Fact]
    public async Task Failure_of_one_thread_is_reported_and_not_that_others_were_stopped()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("INVALID_CAST_ARGUMENT", (await mesh.Session(mesh.Analyst).RunAsync(
                "SELECT CASE WHEN range < 50000 THEN range ELSE CAST('not a number' || CAST(range AS varchar) AS BIGINT) END AS x FROM range(300000)")).ErrorName);
        }
    }
}
