using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Descriptors;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Json;
using MeshStarter.Policy.Examples;

namespace MeshStarter.Cli.Policies;

/// <summary>
/// <c>mesh policy test</c>: runs the examples alongside each rule, and finds rules without one that permits and one that denies, names that there are
/// not, and rules that can never apply. It needs no running mesh.
/// </summary>
internal static class PolicyTestCommand
{
    // Those of the platform, of the development issuer's personas and of the seats that decide.
    private static readonly string[] Roles = ["service", "owner", "analyst", "auditor", "security", "platform-admin", "representative"];

    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "The rules, or a change of the repository's rules as mesh policy propose takes it; the repository's rules when left out", DefaultValueFactory = _ => null };
        var products = new Option<string[]>("--products") { Description = "Folders with the descriptors of the products that rules name; the repository's domains when left out", AllowMultipleArgumentsPerToken = true };
        var format = FormatOption.OfList("errors");
        var roles = new Option<string[]>("--role") { Description = "A role that principals have alongside the platform's own; may be repeated" };
        GivenPath.RefuseEmpty(file);
        GivenPath.RefuseEmpty(products);
        var command = new Command("test", "Run the examples alongside each rule") { file, products, roles, format };
        command.SetAction((result, cancellationToken) => TestAsync(result.GetValue(file), result.GetValue(products) ?? [], result.GetValue(roles) ?? [], FormatOption.IsJson(result, format), cancellationToken));
        return command;
    }

    private static async Task<int> TestAsync(string? given, string[] folders, string[] roles, bool asJson, CancellationToken cancellationToken)
    {
        var file = given ?? RepositoryBundle("file:");
        var rules = await TestedRules.ReadAsync(file, () => RepositoryBundle("file: it changes some of the rules, and"), cancellationToken);
        var descriptors = new List<DataProductDescriptor>();
        foreach (var descriptor in PolicyFiles.Descriptors(folders))
        {
            if (DescriptorReader.Read(await CheckedFile.ReadAsync(descriptor, cancellationToken, "--products"), descriptor).Descriptor is { } product)
            {
                descriptors.Add(product);
            }
        }

        var findings = PolicyTest.Run(rules.Bundle, new PolicyTestScope(descriptors, new HashSet<string>([.. Roles, .. roles], StringComparer.Ordinal)));
        foreach (var finding in findings)
        {
            await Console.Out.WriteLineAsync(asJson
                ? JsonSerializer.Serialize(new { File = file, Line = rules.LineOf(finding), Message = $"{finding}" }, MeshJson.Options)
                : $"{file}:{rules.LineOf(finding).ToString(CultureInfo.InvariantCulture)}: {finding}");
        }

        await Console.Error.WriteLineAsync($"{PolicyTest.CountExamples(rules.Bundle).ToString(CultureInfo.InvariantCulture)} examples, {findings.Count.ToString(CultureInfo.InvariantCulture)} errors.");
        return findings.Count == 0 ? CliExitCodes.Success : CliExitCodes.Failed;
    }

    private static string RepositoryBundle(string problem) =>
        PolicyFiles.RepositoryBundle() ?? throw new CliException(CliExitCodes.Usage, $"{problem} there are no rules here. Name their file, such as platform/Governance/Policies/mesh.yaml.");
}
