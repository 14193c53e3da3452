namespace MeshStarter.Architecture.Tests.Rules;

public sealed class LaunchPortRuleTests
{
    [Fact]
    public void Every_project_has_launch_ports_of_its_own()
    {
        var settings = Repository.Sources("", "launchSettings.json");
        Assert.NotEmpty(settings);
        HouseRule.IsFollowed(LaunchPortRule.Violations(settings));
    }

    [Fact]
    public void Port_of_two_projects_is_found() =>
        Assert.Equal(
            "Port 5103 is given in A/launchSettings.json and B/launchSettings.json. Fix: give each a port of its own.",
            Assert.Single(LaunchPortRule.Violations(
            [
                new SourceFile("A/launchSettings.json", """{ "applicationUrl": "http://localhost:5103;https://localhost:5143" }"""),
                new SourceFile("B/launchSettings.json", """{ "applicationUrl": "http://localhost:5103" }"""),
            ])));
}
