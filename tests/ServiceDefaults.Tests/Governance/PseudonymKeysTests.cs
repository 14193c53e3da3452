using MeshStarter.Platform.Enforcement;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Platform.Enforcement.Pseudonyms;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Tests.Governance;

[Trait("Category", "Quick")]
public sealed class PseudonymKeysTests : FolderTests
{
    private static readonly Principal Ana = new("ana", "analytics", ["analyst"], []);

    [Fact]
    public void Secret_that_the_service_made_stays_over_a_restart()
    {
        var (before, after) = (Keys(Folder.Path), Keys(Folder.Path));

        Assert.Equal(before.OfReader(Ana).Hash("x"), after.OfReader(Ana).Hash("x"));
        Assert.Equal(before.OfPorts.Hash("x"), after.OfPorts.Hash("x"));
        var file = Assert.Single(new DirectoryInfo(Folder.Path).EnumerateFiles());
        Assert.Equal(PseudonymKey.SecretBytes, file.Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
        }
    }

    [Fact]
    public void Secret_of_the_setting_is_the_same_for_all_processes_and_is_kept_nowhere()
    {
        const string Secret = "a secret of thirty-two characters";
        var (one, other) = (Keys(Folder.Path, Secret), Keys(null, Secret));

        Assert.Equal(one.OfPorts.Hash("x"), other.OfPorts.Hash("x"));
        Assert.NotEqual(one.OfPorts.Hash("x"), Keys(null, Secret + "!").OfPorts.Hash("x"));
        Assert.Empty(Directory.EnumerateFiles(Folder.Path));
    }

    [Fact]
    public void Each_scope_has_a_key_of_its_own()
    {
        var keys = Keys(Folder.Path);
        string[] hashes =
        [
            keys.OfPorts.Hash("x"), keys.OfReader(Ana).Hash("x"), keys.OfReader(Ana with { Domain = "payments" }).Hash("x"),
            keys.OfReader(Ana with { Domain = null }).Hash("x"), keys.OfReader(Ana with { Subject = "bob", Domain = null }).Hash("x"), Keys(null).OfPorts.Hash("x"),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(keys.OfReader(Ana).Hash("x"), keys.OfReader(Ana with { Subject = "bob" }).Hash("x"));
    }

    [Fact]
    public void Damaged_secret_is_refused_and_not_replaced()
    {
        var path = Path.Combine(Folder.Path, "hash-secret");
        File.WriteAllText(path, "short");

        var refused = Assert.Throws<StartRefusedException>(() => Keys(Folder.Path).OfPorts);

        Assert.Contains("hash-secret holds no secret of 32 bytes.", refused.Message, StringComparison.Ordinal);
        Assert.Equal("short", File.ReadAllText(path));
    }

    [Fact]
    public void Secret_that_an_earlier_version_kept_counts_outside_development()
    {
        _ = Keys(Folder.Path).OfPorts;

        Assert.Throws<OptionsValidationException>(() => InProduction(Path.Combine(Folder.Path, "empty")));
        Assert.Null(InProduction(Folder.Path).Secret);
    }

    private static PseudonymKeys Keys(string? folder, string? secret = null) => new(Options.Create(new HashOptions { Secret = secret }), Options.Create(new AuditOptions { Folder = folder }));

    private static HashOptions InProduction(string folder)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration["Mesh:Audit:Folder"] = folder;
        builder.AddHashMasks();
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<HashOptions>>().Value;
    }
}
