namespace MeshStarter.Architecture.Tests.Rules;

public sealed class AppHostRuleTests
{
    private static readonly SourceFile[] Made =
        [new("platform/LocalAppModel/A.cs", "namespace Aspire.Hosting.Processes;"), new("platform/LocalAppModel/B.cs", "namespace Aspire.Hosting.ApplicationModel;")];

    [Fact]
    public void The_app_host_names_only_what_aspire_has()
    {
        var (appHost, localAppModel) = (Repository.Sources("AppHost/", ".cs"), Repository.Sources("platform/LocalAppModel/", ".cs"));
        HouseRule.IsFollowed(AppHostRule.Violations(appHost, localAppModel));
    }

    [Fact]
    public void Sources_of_a_folder_that_is_gone_follow_no_rule() => Assert.Throws<InvalidOperationException>(() => Repository.Sources("Gone/", ".cs"));

    [Fact]
    public void Extensions_of_builders_are_named_as_aspires_are()
    {
        var appHost = Repository.Sources("AppHost/", ".cs");
        Assert.Contains(appHost, source => source.Text.Contains("this IResourceBuilder<", StringComparison.Ordinal));
        HouseRule.IsFollowed(AppHostRule.NameViolations(appHost));
    }

    [Fact]
    public void An_extension_with_another_name_is_found() => Assert.Equal(
        ["AppHost/A.cs: Join extends a builder. Fix: call it Add… or With…, as Aspire does.", "AppHost/A.cs: Give extends a builder. Fix: call it Add… or With…, as Aspire does."],
        AppHostRule.NameViolations([new SourceFile("AppHost/A.cs", """
            IResourceBuilder<T> Join<T>(this IResourceBuilder<T> service) => service;
            void Give(
                this IDistributedApplicationBuilder builder) { }
            void WithBucket(this IResourceBuilder<ProjectResource> service) { }
            void AddDomain<TProject>(this IDistributedApplicationBuilder builder) { }
            """)]));

    [Theory]
    [InlineData("using Aspire.Hosting.Processes;", 1)]
    [InlineData("var child = new Aspire.Hosting.Processes.Child();", 1)]
    [InlineData("using Aspire.Hosting.ApplicationModel;", 0)]
    public void An_inner_namespace_is_found_and_a_public_one_is_not(string text, int expected) =>
        Assert.Equal(expected, AppHostRule.Violations([new SourceFile("AppHost/Program.cs", text)], Made).Count);
}
