namespace MeshStarter.Architecture.Tests.Rules;

public sealed class SettingPageRuleTests
{
    private const string Page = "docs/settings.md";
    private const string List = "AppHost/Settings/KnownSettings.cs";

    [Fact]
    public void Every_setting_that_code_reads_is_documented_and_every_documented_one_is_read()
    {
        List<SourceFile> services = [.. Repository.PlatformSources, .. Repository.Sources("AppHost/", ".cs")];
        var domains = Repository.Sources("domains/", ".cs");
        List<Setting> read =
        [
            .. Setting.OfOptions(services), .. Setting.OfDomains(domains), .. Setting.ByName([.. services, .. domains]),
            .. SettingRule.Names(new SourceFile(List, Repository.Read(List))).Select(name => new Setting($"Mesh:{name}", List, Default: null)),
        ];

        Assert.All(
            new[] { "Mesh:Query:Workers", "Mesh:Inventory:Opening", "Mesh:Simulator", "Mesh:Postgres:Databases", "Mesh:Ports:Offset" },
            name => Assert.Contains(read, setting => setting.Name == name));
        HouseRule.IsFollowed(SettingPageRule.Violations(new SourceFile(Page, Repository.Read(Page)), read));
    }

    [Fact]
    public void Row_that_is_missing_gone_twice_or_wrong_is_found() =>
        Assert.Equal(
            [
                "page: it has no row for Mesh:Audit:RetryDelay, which a.cs reads. Fix: add one, with its meaning and default.",
                "page: no code reads Mesh:Audit:Gone. Fix: take its row out.",
                "page: it has 2 rows for Mesh:Data. Fix: keep one.",
                "page: Mesh:Audit:QueueLimit is 10000 by default (a.cs), and not 9.",
            ],
            SettingPageRule.Violations(
                new SourceFile("page", """
                    | `Mesh:Audit:QueueLimit` | how many | 9 |
                    | `Mesh:Audit:Gone` | nothing | 1 |
                    | `Mesh:Data` | where | here |
                    | `Mesh:Data` | where | there |
                    | `Mesh:Clients:<client>:Secret` | what | none |
                    """),
                [new("Mesh:Audit:QueueLimit", "a.cs", "10000"), new("Mesh:Audit:RetryDelay", "a.cs", "00:00:01"), new("Mesh:Data", "b.cs", null), new("Mesh:Clients", "b.cs", null)]));

    [Fact]
    public void Settings_are_found_in_options_by_name_and_below_a_section()
    {
        SourceFile options = new("platform/X/AuditOptions.cs", """
            public const string Section = "Mesh:Audit";
            public int QueueLimit { get; init; } = 10_000;
            public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);
            public TimeSpan Age { get; init; } = TimeSpan.FromDays(30);
            public string? Name { get; init; }
            """);
        SourceFile reader = new("platform/X/Reader.cs", """
            var postgres = configuration.GetSection("Mesh:Postgres");
            _ = postgres["Port"] ?? configuration["Mesh:Data"] ?? configuration.GetValue("Mesh:Simulator", defaultValue: false) ?? "Mesh:Data: no";
            _ = postgres.GetSection("Databases");
            """);

        Assert.Equal(
            [("Mesh:Audit:QueueLimit", "10000"), ("Mesh:Audit:RetryDelay", "00:00:00.500"), ("Mesh:Audit:Age", "30.00:00:00"), ("Mesh:Audit:Name", null)],
            Setting.OfOptions([options, reader]).Select(setting => (setting.Name, setting.Default)));
        Assert.Equal(["Mesh:Data", "Mesh:Simulator", "Mesh:Postgres:Port", "Mesh:Postgres:Databases"], Setting.ByName([reader]).Select(setting => setting.Name));
    }

    [Fact]
    public void Settings_of_a_domain_are_under_its_name() =>
        Assert.Equal(
            [new Setting("Mesh:CustomerCare:Opening", "domains/CustomerCare/Desk/DeskOptions.cs", "9")],
            Setting.OfDomains(
            [
                new("domains/CustomerCare/Desk/DeskServices.cs", "builder.AddDomainOptions<DeskOptions>();"),
                new("domains/CustomerCare/Desk/DeskOptions.cs", "public int Opening { get; init; } = 9;"),
            ]));
}
