using System.Reflection;
using System.Text.RegularExpressions;
using Aspire.Hosting;

namespace MeshStarter.LocalAppModel.Tests.Surface;

/// <summary>Code that Aspire's compiler run refuses must be refused here too, or the AppHost would not compile on a full feed.</summary>
public sealed partial class CompilationTests
{
    private const string Head = """
        using System;
        using System.Threading.Tasks;
        using Aspire.Hosting;
        using Aspire.Hosting.ApplicationModel;
        using Aspire.Hosting.Testing;
        internal static class Snippet
        {
            internal static async Task Run(IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> project,
                IResourceBuilder<ExecutableResource> executable, IResourceBuilder<ContainerResource> container,
                IResourceBuilder<ParameterResource> parameter, IResourceBuilder<ConnectionStringResource> connection)
            {
                await Task.Yield();
                
        """;

    private static readonly string[] Refused =
    [
        "project.WithReference(executable);",
        "project.WithReference(container);",
        "project.WithReference(parameter);",
        "parameter.WaitFor(project);",
        "parameter.WithEnvironment(\"A\", \"b\");",
        "connection.WithEnvironment(\"A\", \"b\");",
        "connection.WithHttpEndpoint();",
        "connection.WithExternalHttpEndpoints();",
        "parameter.WithHttpEndpoint();",
        "project.WithEnvironment(\"A\", 5);",
        "project.WithEnvironment(\"A\", project);",
        "project.WithHttpEndpoint(8080, \"http\");",
        "ReferenceExpression.Create($\"{5}\");",
        "ReferenceExpression.Create($\"{project}\");",
        "await ReferenceExpression.Create($\"\").GetValueAsync();",
        "await parameter.Resource.GetValueAsync();",
        "builder.AddProject<string>(\"p\", o => { });",
        "project.WithHttpHealthCheck(\"/health\", \"http\");",
        "await DistributedApplicationTestingBuilder.CreateAsync<int>([]);",
        "await builder.BuildAsync();",
    ];

    private static readonly string[] Accepted =
    [
        "project.WithReference(project).WithReference(connection, \"name\");",
        "executable.WaitFor(project).WithEnvironment(\"A\", (string?)null);",
        "project.WithEnvironment(\"A\", $\"{parameter} {project.GetEndpoint(\"http\")}\").WithEnvironment(\"B\", parameter);",
        "IResourceBuilder<IResource> any = project; IResourceBuilder<IResourceWithServiceDiscovery> found = project; project.WaitFor(any).WithReference(found);",
        "project.WithExternalHttpEndpoints().WithReference(project); executable.WithExternalHttpEndpoints();",
        "executable.WithHttpsEndpoint(env: \"PORT\").WithEndpoint(name: \"tcp\", scheme: \"tcp\", env: \"OTHER\");",
    ];

    [Fact]
    public async Task Compiler_refuses_and_accepts_what_it_does_with_Aspire()
    {
        using var folder = new TestFolder();
        string[] snippets = [.. Refused, .. Accepted];
        for (var i = 0; i < snippets.Length; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.Path, $"{i}.cs"), $"{Head.Replace("Snippet", $"Snippet{i}", StringComparison.Ordinal)}{snippets[i]} }} }}");
        }

        var faulty = FileNumber().Matches(await CompileAsync(folder.Path)).Select(m => int.Parse(m.Groups["file"].Value)).ToHashSet();

        Assert.Equal(Refused, snippets.Where((_, i) => faulty.Contains(i)));
    }

    private static async Task<string> CompileAsync(string folder)
    {
        var compiler = typeof(CompilationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Compiler").Value!;
        var libraries = new[] { typeof(object), typeof(Microsoft.AspNetCore.Builder.WebApplication) }
            .SelectMany(t => Directory.GetFiles(Path.GetDirectoryName(t.Assembly.Location)!, "*.dll"))
            .Where(f => Path.GetFileName(f) is var n && (n.StartsWith("System.", StringComparison.Ordinal) || n.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || n == "netstandard.dll") && !n.Contains("Native", StringComparison.Ordinal))
            .Append(typeof(DistributedApplication).Assembly.Location);
        await File.WriteAllLinesAsync(Path.Combine(folder, "arguments.rsp"), ["-nologo", "-t:library", "-nullable", "-langversion:latest", "-out:x.dll", "*.cs", .. libraries.Select(l => $"-r:\"{l}\"")]);

        var (_, output, _) = await ForeignProgram.AnswerAsync("dotnet", ["exec", compiler, "-noconfig", "@arguments.rsp"], folder: folder);
        Assert.DoesNotContain("error CS0006", output, StringComparison.Ordinal); // a library is missing: that would prove nothing
        return output;
    }

    [GeneratedRegex(@"^(?<file>\d+)\.cs\(\d+,\d+\): error", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex FileNumber();
}
