using MeshStarter.Architecture.Tests.House;

namespace MeshStarter.Architecture.Tests.Rules;

public sealed class AppHostRuleTests
{
    private static readonly SourceFile[] Made =
        [new("platform/LocalAppModel/A.cs", "namespace Aspire.Hosting.Processes;"), new("platform/LocalAppModel/B.cs", "namespace Aspire.Hosting.ApplicationModel;")];

    [Fact]
    public void The_app_host_names_only_what_aspire_has()
    {
        var (appHost, localAppModel) = (Repository.Sources("AppHost/", ".cs"), Repository.Sources("platform/LocalAppModel/", ".cs"));
        Assert.NotEmpty(appHost);
        Assert.NotEmpty(localAppModel);
        HouseRule.IsFollowed(AppHostRule.Violations(appHost, localAppModel));
    }

    [Theory]
    [InlineData("using Aspire.Hosting.Processes;", 1)]
    [InlineData("var child = new Aspire.Hosting.Processes.Child();", 1)]
    [InlineData("using Aspire.Hosting.ApplicationModel;", 0)]
    public void An_inner_namespace_is_found_and_a_public_one_is_not(string text, int expected) =>
        Assert.Equal(expected, AppHostRule.Violations([new SourceFile("AppHost/Program.cs", text)], Made).Count);
}
