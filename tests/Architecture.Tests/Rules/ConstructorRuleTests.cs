namespace MeshStarter.Architecture.Tests.Rules;

public sealed class ConstructorRuleTests
{
    private const string Seven = "A a, B b, C c, D d, E e, F f, TimeProvider time";

    [Fact]
    public void Constructors_have_few_services()
    {
        var sources = (SourceFile[])[.. Folders().SelectMany(folder => Repository.Sources(folder, ".cs"))];
        Assert.True(sources.Length > 1_000, $"only {sources.Length} files were found");
        HouseRule.IsFollowed(ConstructorRule.Violations(sources));
    }

    [Theory]
    [InlineData($"class Publisher({Seven});", 0)]
    [InlineData($"class Publisher({Seven}, ILogger<Publisher> logger);", 1)]
    [InlineData($"class Publisher {{ public Publisher() {{ }} internal Publisher({Seven}, IClock? clock) {{ }} }}", 1)]
    [InlineData($"class Publisher({Seven}, Action end);", 1)]
    [InlineData($"class Publisher({Seven}, IEnumerable<ISource> sources);", 1)]
    [InlineData($"class Publisher({Seven}, string name, int? most, byte[] bytes, (int, int) range, TimeSpan limit);", 0)]
    [InlineData($"class Publisher({Seven}, Terms terms, Kind? kind, Tables.Size size, IReadOnlyList<Terms> more); record Terms(int Most); enum Kind {{ One }} struct Size {{ }}", 0)]
    [InlineData($"class Publisher({Seven}, Terms terms); record Terms(int Most); class Other {{ class Terms {{ }} }}", 1)]
    [InlineData($"record Publisher({Seven}, H h);", 0)]
    public void Constructor_with_many_services_is_found(string code, int expected) =>
        Assert.Equal(expected, ConstructorRule.Violations([new SourceFile("platform/Sdk/Publisher.cs", code)]).Count);

    [Fact]
    public void Violation_names_the_type_and_its_services() => Assert.Equal(
        ["A.cs: the constructor of Publisher has 9 services, 7 are the most. Fix: look for a second concept among them, with a name of its own."],
        ConstructorRule.Violations([new SourceFile("A.cs", $"class Publisher({Seven}, H h, I i);")]));

    private static string[] Folders() => ["platform/", "ServiceDefaults/", "AppHost/", "domains/", "templates/"];
}
