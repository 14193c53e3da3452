using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Texts;
using MeshStarter.Platform.PipelineCases;
using MeshStarter.Platform.PipelineCases.Reading;
using MeshStarter.Platform.PipelineCases.Running;

namespace MeshStarter.Cli.Pipelines;

/// <summary>
/// <c>mesh pipeline test</c>: runs the cases of each <c>pipeline.tests.yaml</c> in some folders, in an engine of its own. It needs no running mesh: the
/// columns of inputs are those of the repository's descriptors.
/// </summary>
internal static class PipelineTestCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = $"Folders in which every {PipelineCase.FileName} is run, or such files", DefaultValueFactory = _ => ["."] };
        var format = FormatOption.OfList("cases and errors");
        var command = new Command("test", "Run the cases that are written alongside pipelines; exit code 1 when one fails, 2 when a file has an error") { paths, format };
        command.SetAction((result, cancellationToken) => TestAsync(result.GetValue(paths)!, FormatOption.IsJson(result, format), cancellationToken));
        return command;
    }

    private static async Task<int> TestAsync(string[] paths, bool asJson, CancellationToken cancellationToken)
    {
        var texts = await DescriptorsAlongside.ReadAsync(paths, cancellationToken);
        var known = await RepositoryDescriptors.ReadAsync(texts, cancellationToken);
        var files = new PipelineFiles(new CheckedProducts(known.Valid.Values, known.Names, ForeignProducts.None), known.Valid);
        var (tested, cases, failed, errors) = (0, 0, 0, 0);
        foreach (var (file, text) in texts)
        {
            if (!known.Valid.TryGetValue(Path.GetFullPath(file), out var product))
            {
                errors += await RefuseAsync(file, text, asJson);
                continue;
            }

            var pipeline = await files.ReadAsync(file, product, cancellationToken);
            if (!File.Exists(pipeline.TestsFile))
            {
                await NoteAsync(pipeline);
                continue;
            }

            tested++;
            var problems = CaseRun.Problems(pipeline);
            foreach (var problem in problems)
            {
                await WriteErrorAsync($"{problem}", asJson);
            }

            errors += problems.Count;
            foreach (var test in problems.Count == 0 ? pipeline.Cases : [])
            {
                cases++;
                failed += await RunAsync(pipeline, test, asJson, cancellationToken) ? 0 : 1;
            }
        }

        if (tested == 0 && errors == 0)
        {
            throw new CliException(CliExitCodes.Usage, $"path: there is no {PipelineCase.FileName} alongside a data-product.yaml in {string.Join(", ", paths)}.");
        }

        await Console.Error.WriteLineAsync($"{Words.Count(cases, "case")}, {failed.ToString(CultureInfo.InvariantCulture)} failed{(errors == 0 ? "" : $", {Words.Count(errors, "error")} in files")}.");
        return errors > 0 ? CliExitCodes.Usage : failed > 0 ? CliExitCodes.Failed : CliExitCodes.Success;
    }

    private static Task WriteErrorAsync(string error, bool asJson) => Console.Out.WriteLineAsync(asJson ? JsonSerializer.Serialize(new { Error = error }, MeshJson.Options) : error);

    // Only where there are tests that need the descriptor: mesh check says what is wrong with the others.
    private static async Task<int> RefuseAsync(string file, string text, bool asJson)
    {
        if (!File.Exists(Path.Combine(Path.GetDirectoryName(file) ?? "", PipelineCase.FileName)))
        {
            return 0;
        }

        var errors = DescriptorReader.Read(text, file).Issues.Where(issue => issue.Severity == IssueSeverity.Error).ToList();
        foreach (var issue in errors)
        {
            await WriteErrorAsync($"{issue}", asJson);
        }

        return errors.Count;
    }

    private static async Task NoteAsync(ProductPipeline pipeline)
    {
        if (pipeline is { Definition: not null, Sql: null })
        {
            await Console.Error.WriteLineAsync($"{pipeline.File}: a class computes the rows of {pipeline.Product.Name}; its tests are in C#.");
        }
    }

    private static async Task<bool> RunAsync(ProductPipeline pipeline, PipelineCase test, bool asJson, CancellationToken cancellationToken)
    {
        var result = await CaseRun.RunAsync(pipeline, test, cancellationToken);
        if (asJson)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(
                new { File = pipeline.TestsFile, test.Line, Product = $"{pipeline.Product.Name}", test.Name, result.Passed, result.Faults }, MeshJson.Options));
            return result.Passed;
        }

        await Console.Out.WriteLineAsync($"{pipeline.TestsFile}:{test.Line.ToString(CultureInfo.InvariantCulture)}: {(result.Passed ? "passed" : "failed")}: {pipeline.Product.Name}: {test.Name}");
        foreach (var fault in result.Faults)
        {
            await Console.Out.WriteLineAsync($"  {VisibleText.Line(fault)}");
        }

        return result.Passed;
    }
}
