namespace MeshStarter.Architecture.Tests.Rules;

public sealed class SettingRuleTests
{
    private const string List = "AppHost/Settings/KnownSettings.cs";

    [Fact]
    public void The_app_host_knows_every_setting_that_a_service_reads()
    {
        List<SourceFile> sources = [.. Repository.PlatformSources, .. Repository.Sources("AppHost/", ".cs").Where(source => source.Path != List)];
        Assert.Contains(sources, source => source.Path.EndsWith("QueryOptions.cs", StringComparison.Ordinal));
        HouseRule.IsFollowed(SettingRule.Violations(new SourceFile(List, Repository.Read(List)), sources));
    }

    [Fact]
    public void An_option_that_is_not_listed_and_a_listed_one_that_is_gone_are_found() =>
        Assert.Equal(
            [
                "platform/X/AuditOptions.cs: Mesh:Audit:RetryDelay is refused by the AppHost. Fix: add \"Audit:RetryDelay\" to list.",
                "list: no code reads Mesh:Audit:Gone. Fix: take it out.",
                "list: no code reads Mesh:Audits. Fix: take it out.",
            ],
            SettingRule.Violations(
                new SourceFile("list", "[ \"Audit:QueueLimit\", \"Audit:Gone\", \"Audits\", ]"),
                [new SourceFile("platform/X/AuditOptions.cs", """
                    const string Section = "Mesh:Audit";
                    // The Audits of Mesh.
                    public int QueueLimit { get; init; } = 1;
                    public TimeSpan RetryDelay { get; init; }
                    """)]));
}
