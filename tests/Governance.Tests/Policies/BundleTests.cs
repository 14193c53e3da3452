using System.Net;
using System.Text;
using MeshStarter.Governance.Policies;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Governance.Tests.Policies;

[Collection(GovernanceCollection.Name)]
[Trait("Category", "Quick")]
public sealed class BundleTests(GovernanceFixture fixture)
{
    [SkippableFact]
    public async Task Bundle_is_served_whole_with_a_strong_tag_and_not_to_a_stranger()
    {
        var governance = fixture.Running;

        using var response = await governance.SendAsync(HttpMethod.Get, "/policies/bundle", await governance.PersonaTokenAsync("analyst"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/yaml", response.Content.Headers.ContentType!.MediaType);
        Assert.False(response.Headers.ETag!.IsWeak);
        var bundle = PolicyBundle.Parse(await response.Content.ReadAsStringAsync(), "bundle");
        Assert.Equal(bundle.Version, Assert.Single(response.Headers.GetValues("Mesh-Policy-Version")));

        using var stranger = await fixture.Running.SendAsync(HttpMethod.Get, "/policies/bundle");

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [SkippableFact]
    public async Task Known_tag_is_answered_without_the_bundle()
    {
        var governance = fixture.Running;
        var token = await governance.ServiceTokenAsync("query", RunningGovernance.QuerySecret);
        using var first = await governance.SendAsync(HttpMethod.Get, "/policies/bundle", token);

        using var same = await governance.SendAsync(HttpMethod.Get, "/policies/bundle", token, headers: ("If-None-Match", first.Headers.ETag!.ToString()));
        using var other = await governance.SendAsync(HttpMethod.Get, "/policies/bundle", token, headers: ("If-None-Match", "\"another\""));

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.ETag, same.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [SkippableFact]
    public async Task Question_for_another_bundle_waits_for_it_as_long_as_it_says()
    {
        var governance = fixture.Running;
        var token = await governance.ServiceTokenAsync("query", RunningGovernance.QuerySecret);
        using var first = await governance.SendAsync(HttpMethod.Get, "/policies/bundle?wait=60000", token);
        var tag = first.Headers.ETag!.ToString();

        using var same = await governance.SendAsync(HttpMethod.Get, "/policies/bundle?wait=200", token, headers: ("If-None-Match", tag));
        using var other = await governance.SendAsync(HttpMethod.Get, "/policies/bundle?wait=60000", token, headers: ("If-None-Match", "\"another\""));
        using var wrong = await governance.SendAsync(HttpMethod.Get, "/policies/bundle?wait=soon", token, headers: ("If-None-Match", tag));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.OK), (first.StatusCode, same.StatusCode, other.StatusCode));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("wait: must be a whole number of milliseconds", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_that_comes_into_force_answers_those_who_wait_for_it()
    {
        var bundle = new BundleFile([], PolicyBundle.Parse("version: 1.0.0\ndescription: for a test\naccess:\n  - { id: open, description: Everyone reads., effect: permit, actions: [discover, read], when: everyone }\nregistration: []", "bundle"), "\"1\"");
        var bundles = new BundleSource(bundle, TimeProvider.System);

        var waiting = bundles.WaitAsync("\"1\"", TimeSpan.FromDays(1), CancellationToken.None);
        bundles.Replace(bundle);
        Assert.False(waiting.IsCompleted);
        bundles.Replace(bundle with { Tag = "\"2\"" });
        await waiting;

        Assert.Equal("\"2\"", bundles.Current.Tag);
        await bundles.WaitAsync("\"1\"", TimeSpan.FromDays(1), CancellationToken.None);
    }

    [SkippableFact]
    public async Task Bundle_with_mistakes_refuses_the_start_and_names_file_and_line()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "own.yaml");
        await File.WriteAllTextAsync(file, "version: 1.0.0\naccess:\n  - id: x\n    efect: permit\n");

        var refused = await RunningGovernance.RefuseAsync(fixture.Database, Path.Combine(folder.Path, "data"), new() { ["Mesh__Policy__Folder"] = folder.Path });

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("The policy bundle is refused:", refused.Errors[0]);
        Assert.All(refused.Errors.Skip(1), line => Assert.StartsWith(file + ":", line, StringComparison.Ordinal));
        Assert.Contains(refused.Errors, line => line.StartsWith($"{file}:3: access[0].effect: ", StringComparison.Ordinal));
        Assert.False(refused.HasListened);
    }

    [Fact]
    public void Folder_without_a_bundle_refuses_the_start()
    {
        using var folder = new TestFolder();

        var refused = Assert.Throws<StartRefusedException>(() => BundleReader.Read(folder.Path));

        Assert.Contains("holds 0 policy bundles. Keep exactly one *.yaml there.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bundle_that_is_not_in_UTF_8_refuses_the_start()
    {
        using var folder = new TestFolder();
        File.WriteAllText(Path.Combine(folder.Path, "own.yaml"), "version: 1.0.0\ndescription: Zürich\naccess: []\nregistration: []\n", Encoding.Latin1);

        var refused = Assert.Throws<StartRefusedException>(() => BundleReader.Read(folder.Path));

        Assert.Contains("not UTF-8", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Edit_is_in_force_without_a_restart_and_one_with_a_mistake_changes_nothing()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "mesh.yaml");
        var good = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Policies", "mesh.yaml"));
        await File.WriteAllTextAsync(file, good);
        await using var governance = await RunningGovernance.HostAsync(await fixture.CreateDatabaseAsync(), Path.Combine(folder.Path, "data"), settings: new() { ["Mesh__Policy__Folder"] = folder.Path });
        using var log = governance.CaptureLog();
        var first = await VersionAsync(governance);

        await EditAsync("version: 1.1.0");
        await Eventually.HoldsAsync(async () => await VersionAsync(governance) == "1.1.0");
        await EditAsync("version: 1.2.0\nacces: []");
        var line = await Eventually.GetAsync(() => log.Lines.FirstOrDefault(line => line.Text.StartsWith("Policy bundle 1.1.0 stays in force as it was. ", StringComparison.Ordinal)));
        var kept = await VersionAsync(governance);
        await EditAsync("version: 1.3.0");
        await Eventually.HoldsAsync(async () => await VersionAsync(governance) == "1.3.0");

        Assert.Equal(("1.0.0", "1.1.0"), (first, kept));
        Assert.Contains("The key \"acces\" is not known here.", line.Text, StringComparison.Ordinal);

        // In one step: a file that is half written is one with a mistake, too.
        async Task EditAsync(string version)
        {
            var next = Path.Combine(folder.Path, "mesh.next");
            await File.WriteAllTextAsync(next, good.Replace("version: 1.0.0", version, StringComparison.Ordinal));
            File.Move(next, file, overwrite: true);
        }
    }

    private static async Task<string> VersionAsync(RunningGovernance governance)
    {
        using var response = await governance.SendAsync(HttpMethod.Get, "/policies/bundle", await governance.PersonaTokenAsync("analyst"));
        return Assert.Single(response.Headers.GetValues("Mesh-Policy-Version"));
    }
}
