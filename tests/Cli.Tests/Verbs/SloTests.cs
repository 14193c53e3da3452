namespace MeshStarter.Cli.Tests.Verbs;

public sealed class SloTests
{
    [Theory]
    [InlineData("""{"product":"a.a","major":1,"state":"at_risk","since":"2026-01-31T12:30:00Z","reason":"pipeline_failing","objectives":[]}""", "a.a: at risk since 2026-01-31T12:30:00Z: a run of its pipeline failed\n")]
    [InlineData("""{"product":"a.a","major":1,"state":"at_risk","since":"2026-01-31T12:30:00Z","reason":"service_level","objective":"freshness","objectives":[]}""", "")]
    [InlineData("""{"product":"a.a","major":1,"state":"met","objectives":[]}""", "")]
    public async Task Cause_of_a_state_that_no_objective_has_is_on_standard_error(string answer, string said)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(answer));

        Assert.Equal((0, "", said), await MeshCommand.CallAsync(["slo", "a.a", .. mesh.Options]));
    }
}
