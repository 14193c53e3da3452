using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>The Compose file of the repository: what Aspire publishes, without a secret, and without a folder of this machine.</summary>
public sealed partial class ComposeFileTests : FolderTests
{
    [SkippableFact]
    public async Task File_is_what_aspire_publishes()
    {
        Skip.IfNot(AppHostProcess.Feed == "full", "the package feed has no Aspire, which publishes the file");

        var (exit, _, errors) = await AppHostProcess.RunAsync("Production", "--operation", "publish", "--step", "publish", "--output-path", Folder.Path, "--Mesh:Infrastructure=Compose");

        Assert.True(exit == 0, string.Join('\n', errors));
        Assert.Equal(ComposeFile.Text, await File.ReadAllTextAsync(Path.Combine(Folder.Path, "docker-compose.yaml")));
    }

    [Fact]
    public void Secrets_are_placeholders()
    {
        var variables = from service in ComposeFile.Services.Values
                        from variable in service.Environment
                        where SecretName().IsMatch(variable.Key)
                        select (Name: $"{service.Name}: {variable.Key}", variable.Value);

        Assert.NotEmpty(variables);
        Assert.All(variables, variable => Assert.True(PlaceholderAlone().IsMatch(variable.Value), variable.Name));
        Assert.DoesNotMatch("Password=[^$]", ComposeFile.Text);
    }

    [Fact]
    public void Each_service_of_the_mesh_restarts_is_checked_and_cannot_write_its_image()
    {
        foreach (var service in ComposeFile.Services.Values.Where(service => service.Environment.ContainsKey("Mesh__Identity__Audience")))
        {
            string Of(string key) => service.Definition.Children.TryGetValue(key, out var value) ? value is YamlSequenceNode list ? string.Join(' ', list) : value.ToString() : $"{service.Name} has no {key}";

            Assert.Equal("unless-stopped", Of("restart"));
            Assert.Equal("true", Of("read_only"));
            Assert.Equal("ALL", Of("cap_drop"));
            Assert.Equal("no-new-privileges:true", Of("security_opt"));
            Assert.Equal("dotnet", service.Check[0]);
            Assert.Equal("service_completed_successfully", service.Definition["depends_on"]["setup"]["condition"].ToString());
            Assert.DoesNotContain(service.Environment, variable => variable.Key.Contains("Simulator", StringComparison.Ordinal) && variable.Value != "false");
        }
    }

    [Fact]
    public void Readers_reach_the_portal_the_query_proxy_and_the_dashboard_from_this_host_alone()
    {
        var ports = from service in ComposeFile.Services.Values
                    where service.Definition.Children.ContainsKey("ports")
                    from port in (YamlSequenceNode)service.Definition["ports"]
                    select $"{service.Name} {port}";

        Assert.Equal(["compose-dashboard 127.0.0.1:7404:18888", "portal 127.0.0.1:7400:8080", "query 127.0.0.1:7403:8080"], ports.Order(StringComparer.Ordinal));
    }

    // dotnet publish -t:PublishContainer tags an image with the version.
    [SkippableFact]
    public async Task Images_are_those_of_the_version_of_the_repository()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no sh");
        var folder = Directory.CreateDirectory(Path.Combine(Folder.Path, "deploy", "compose")).FullName;
        File.Copy(ComposeFile.FillScript, Path.Combine(folder, "fill-env.sh"));
        await File.WriteAllTextAsync(Path.Combine(folder, "docker-compose.yaml"), ComposeFile.Text);

        // The folder alone, on the host of the mesh.
        Assert.Contains("  SETUP_IMAGE\n", await FillAsync(folder), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "Directory.Build.props"), "<Project>\n  <PropertyGroup>\n    <Version>9.8.7</Version>\n  </PropertyGroup>\n</Project>\n");
        Assert.DoesNotContain("_IMAGE", await FillAsync(folder), StringComparison.Ordinal);
        var images = (await File.ReadAllLinesAsync(Path.Combine(folder, ".env"))).Where(line => line.Contains("_IMAGE=", StringComparison.Ordinal)).ToList();
        Assert.Contains("SETUP_IMAGE=meshstarter/setup:9.8.7", images);
        Assert.All(images, image => Assert.EndsWith(":9.8.7", image, StringComparison.Ordinal));
    }

    // Returns what the script lists.
    private static async Task<string> FillAsync(string folder)
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("sh", [Path.Combine(folder, "fill-env.sh")], input: "");
        Assert.True(exit == 0, errors);
        return output;
    }

    [GeneratedRegex("(Secret|SecretKey|Password|AccessKey|_PASSWORD)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^(\$\{[A-Z0-9_]+\}|mesh-admin)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlaceholderAlone();
}
