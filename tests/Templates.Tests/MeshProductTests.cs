using System.Text.Json;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;
using MeshStarter.Templates.Tests.Stamping;

namespace MeshStarter.Templates.Tests;

[Collection(StampedMeshCollection.Name)]
public sealed partial class MeshProductTests(StampedMesh mesh)
{
    private const string Descriptor = "domains/CustomerCare/Products/FactTickets/data-product.yaml";

    private static readonly string[] Expected =
    [
        "domains/CustomerCare/CustomerCare.csproj",
        "domains/CustomerCare/Migrations/0001_create_operations.sql",
        "domains/CustomerCare/Operations/Entry.cs",
        "domains/CustomerCare/Operations/EntryStore.cs",
        "domains/CustomerCare/Operations/OperationsEndpoints.cs",
        "domains/CustomerCare/Operations/OperationsServices.cs",
        "domains/CustomerCare/Products/FactTickets/.mesh-template.json",
        "domains/CustomerCare/Products/FactTickets/FactTicketsRow.cs",
        Descriptor,
        "domains/CustomerCare/Program.cs",
        "domains/CustomerCare/Properties/launchSettings.json",
        "domains/CustomerCare/README.md",
        "domains/CustomerCare/Simulator/EntrySimulator.cs",
        "domains/CustomerCare/Tests/CustomerCare.Tests.csproj",
        "domains/CustomerCare/Tests/FactTicketsTests.cs",
        "domains/CustomerCare/customer_care.http",
    ];

    [Fact]
    [Trait("Category", "Quick")]
    public void Stamp_is_one_folder_and_no_other_edit()
    {
        Assert.Equal(Expected, mesh.After.Keys.Except(mesh.Before.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(mesh.Before, mesh.After.Where(file => mesh.Before.ContainsKey(file.Key)).ToDictionary());
    }

    // Lines that say something: neither blank, a comment, a using, a namespace, nor brackets alone.
    [Fact]
    [Trait("Category", "Quick")]
    public void Stamped_code_of_the_domain_is_at_most_60_lines() => Assert.InRange(
        Expected.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/Tests/", StringComparison.Ordinal))
            .SelectMany(file => mesh.After[file].Split('\n')).Count(line => CodeLine().IsMatch(line)),
        1,
        60);

    // Governance calls a domain's owner so; see PersonaTokenTests.
    [Fact]
    public void Stamped_readme_says_who_sees_the_product_whole() =>
        Assert.Contains("\"persona\":\"customer_care-owner\"", mesh.After["domains/CustomerCare/README.md"], StringComparison.Ordinal);

    [Fact]
    [Trait("Category", "Quick")]
    public void Stamped_descriptor_keeps_every_rule_of_the_mesh()
    {
        const string Bundle = "platform/Governance/Policies/mesh.yaml";
        var read = DescriptorReader.Read(mesh.After[Descriptor], Descriptor);
        Assert.Empty(read.Issues);
        Assert.Equal("customer_care.fact_tickets", read.Descriptor!.Name.ToString());
        Assert.Equal("customer_care-team@company.com", read.Descriptor.Owner);
        Assert.Empty(DescriptorLint.Check(PolicyBundle.Parse(mesh.After[Bundle], Bundle), read.Descriptor));
    }

    [Theory]
    [InlineData("AppHost/AppHost.csproj", "domains/CustomerCare/CustomerCare.csproj")]
    [InlineData("tests/DomainTests/DomainTests.csproj", "domains/CustomerCare/Tests/CustomerCare.Tests.csproj")]
    public async Task App_host_and_test_run_of_the_root_build_the_stamped_domain_too(string project, string built)
    {
        var requested = (await mesh.DotNetAsync("msbuild", project, "-getItem:ProjectReference")).Succeeded();
        using var items = JsonDocument.Parse(requested.Output);
        var references = items.RootElement.GetProperty("Items").GetProperty("ProjectReference").EnumerateArray()
            .Select(item => Path.GetRelativePath(mesh.Folder, item.GetProperty("FullPath").GetString()!).Replace('\\', '/'));
        Assert.Contains(built, references);
    }

    [Fact]
    public async Task Compiler_gets_what_the_start_would_refuse_of_the_stamped_domain()
    {
        var requested = (await mesh.DotNetAsync("msbuild", "domains/CustomerCare/CustomerCare.csproj", "-getItem:AdditionalFiles", "-getItem:CompilerVisibleProperty", "-getProperty:MeshDomainProject")).Succeeded();
        using var answer = JsonDocument.Parse(requested.Output);
        var items = answer.RootElement.GetProperty("Items");
        Assert.Equal("CustomerCare", answer.RootElement.GetProperty("Properties").GetProperty("MeshDomainProject").GetString());
        Assert.Contains("MeshDomainProject", items.GetProperty("CompilerVisibleProperty").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()));
        var contracts = items.GetProperty("AdditionalFiles").EnumerateArray().Where(item => item.TryGetProperty("MeshContract", out _)).Select(item => item.GetProperty("MeshContract").GetString()!.Replace('\\', '/')).ToList();
        Assert.Contains("Migrations/0001_create_operations.sql", contracts);
        Assert.Contains("Products/FactTickets/data-product.yaml", contracts);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task What_a_newcomer_writes_against_the_rules_of_the_house_is_a_warning()
    {
        var entry = Path.Combine(mesh.Folder, "domains/CustomerCare/Operations/Entry.cs");
        await File.WriteAllTextAsync(entry, "using System.Text;\n\n" + mesh.After["domains/CustomerCare/Operations/Entry.cs"].Replace(
            "public DateTimeOffset UpdatedAt { get; init; }", "public DateTimeOffset UpdatedAt { get; init; } = DateTimeOffset.UtcNow;", StringComparison.Ordinal));
        await mesh.RestoreAsync();
        // The rooms of the house that it is built on are there as their own build made them.
        var warned = (await mesh.DotNetAsync("build", "domains/CustomerCare", "--no-restore", "--configuration", RepositoryCopy.Configuration, "--no-dependencies", "--no-incremental", "-p:CI=false", "-v", "q", "--nologo", "-nodeReuse:false")).Succeeded();
        await File.WriteAllTextAsync(entry, mesh.After["domains/CustomerCare/Operations/Entry.cs"]);
        Assert.Contains("warning RS0030: ", warned.Output, StringComparison.Ordinal);
        Assert.Contains("Take the time from TimeProvider", warned.Output, StringComparison.Ordinal);
        Assert.Contains("warning IDE0005: ", warned.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_stamp_of_a_domain_is_refused_and_changes_nothing()
    {
        var again = await mesh.NewAsync("mesh-product", "--domain", "customer_care", "--product", "fact_calls");
        Assert.NotEqual(0, again.ExitCode);
        Assert.Equal(mesh.All, mesh.Read());
    }

    [Theory]
    [InlineData("--domain", "shipping")]
    [InlineData("--product", "parcels")]
    public async Task Stamp_without_a_name_is_refused(string option, string value)
    {
        var refused = await mesh.NewAsync("mesh-product", option, value);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(option == "--domain" ? "--product" : "--domain", refused.Output, StringComparison.Ordinal);
    }

    // The folder leads back to the domain's name: the AppHost knows a domain by its folder alone.
    [Theory]
    [InlineData("Customer-Care", "Fact-Tickets", "domains/CustomerCare/Products/FactTickets", "customer_care.fact_tickets")]
    [InlineData("x_ray_2", "b2b_sales", "domains/Xray2/Products/B2bSales", "xray2.b2b_sales")]
    [InlineData("shipping", "visits_30d", "domains/Shipping/Products/Visits30d", "shipping.visits_30d")]
    [InlineData("ice_cream", "top_10k_ijs", "domains/IceCream/Products/Top10kIjs", "ice_cream.top_10k_ijs")]
    public async Task Names_are_written_the_way_their_place_wants(string domain, string product, string folder, string name)
    {
        var files = await mesh.StampAsideAsync("--domain", domain, "--product", product, "--owner", "people@example.org");
        var read = DescriptorReader.Read(files[folder + "/data-product.yaml"], "data-product.yaml");
        Assert.Empty(read.Issues);
        Assert.Equal((name, "people@example.org"), (read.Descriptor!.Name.ToString(), read.Descriptor.Owner));
        Assert.Contains($"domains/{folder.Split('/')[1]}/{folder.Split('/')[1]}.csproj", files.Keys);
        // The build generates the row's other part by the same name.
        var row = $"{folder.Split('/')[^1]}Row";
        Assert.Contains($"partial record {row}", files[$"{folder}/{row}.cs"], StringComparison.Ordinal);
    }

    // ReservedDomainRuleTests of Architecture compares the lists of all words.
    [Fact]
    public async Task Word_of_the_platform_is_refused_by_the_build()
    {
        await mesh.NewAsync("mesh-product", "--domain", "source_data", "--product", "parcels");

        var built = await mesh.DotNetAsync("msbuild", "domains/SourceData/SourceData.csproj", "-t:RefuseReservedDomain", "-nologo", "-nodeReuse:false");

        Directory.Delete(Path.Combine(mesh.Folder, "domains/SourceData"), recursive: true);
        Assert.NotEqual(0, built.ExitCode);
        Assert.Contains("error MESH0002: No domain can be called", built.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(?!\s*(//|using |namespace |[{}();,]*\s*$))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex CodeLine();
}
