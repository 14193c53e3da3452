using YamlDotNet.RepresentationModel;

namespace MeshStarter.EndToEnd.ContainerApps;

/// <summary>The file that azd reads: the AppHost is its one service, and a hook starts the setup.</summary>
public sealed class AzureYamlTests
{
    [Fact]
    public void Service_is_the_app_host()
    {
        var service = (YamlMappingNode)Assert.Single(Map(Root(), "services").Children).Value;

        Assert.Equal(("dotnet", "containerapp"), (Text(service, "language"), Text(service, "host")));
        Assert.True(File.Exists(Path.Combine(BuiltService.Repository, Text(service, "project"))));
        Assert.Contains("<IsAspireHost>true</IsAspireHost>", File.ReadAllText(Path.Combine(BuiltService.Repository, Text(service, "project"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Hook_after_a_deployment_is_a_script_that_there_is()
    {
        var hook = Map(Map(Root(), "hooks"), "postdeploy");

        foreach (var system in new[] { "posix", "windows" })
        {
            var script = Path.Combine(BuiltService.Repository, Text(Map(hook, system), "run"));
            Assert.True(File.Exists(script), script);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(script).HasFlag(UnixFileMode.UserExecute), script);
        }
    }

    [Fact]
    public void Setup_is_deployed_and_run_before_the_services_which_are_not_healthy_without_it()
    {
        var steps = (YamlSequenceNode)Map(Map(Root(), "workflows"), "up").Children[new YamlScalarNode("steps")];

        Assert.Equal(["provision", "deploy setup", "deploy --all"], steps.Children.Select(step => Text((YamlMappingNode)step, "azd")));
        Assert.Contains("AddProject<Projects.Setup>(\"setup\"", File.ReadAllText(Path.Combine(BuiltService.Repository, "AppHost", "Publishing", "Azure", "DatabaseServers.cs")), StringComparison.Ordinal);
    }

    private static YamlMappingNode Root()
    {
        var yaml = new YamlStream();
        using var text = new StreamReader(Path.Combine(BuiltService.Repository, "azure.yaml"));
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string name) => (YamlMappingNode)node.Children[new YamlScalarNode(name)];

    private static string Text(YamlMappingNode node, string name) => ((YamlScalarNode)node.Children[new YamlScalarNode(name)]).Value!;
}
