using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Platform.PipelineCases.Reading;

/// <summary>Reads a <c>pipeline.tests.yaml</c> and says everything that is wrong with it.</summary>
internal sealed class CasesReader
{
    private const string Example = "a list of cases such as \"- { name: …, given: { … }, expect: [ … ] }\"";

    private readonly DataProductDescriptor _product;
    private readonly PipelineDefinition _pipeline;
    private readonly Func<ProductReference, IReadOnlyList<ColumnDefinition>?> _columns;
    private readonly YamlIssues _issues;
    private readonly WindowSeries _windows;

    private CasesReader(DataProductDescriptor product, PipelineDefinition pipeline, Func<ProductReference, IReadOnlyList<ColumnDefinition>?> columns, YamlIssues issues)
    {
        (_product, _pipeline, _columns, _issues) = (product, pipeline, columns, issues);
        _windows = new WindowSeries(pipeline.Window);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that issues give for its file; nothing is read from there.</param>
    /// <param name="product">The descriptor alongside it.</param>
    /// <param name="pipeline">The pipeline alongside it.</param>
    /// <param name="columns">The columns of an input; null where they are not known, and nothing is said of its rows.</param>
    /// <returns>The cases, none where there is an error; and all issues, in the order of their lines.</returns>
    public static (IReadOnlyList<PipelineCase> Cases, IReadOnlyList<DescriptorIssue> Issues) Read(
        string yaml, string file, DataProductDescriptor product, PipelineDefinition pipeline, Func<ProductReference, IReadOnlyList<ColumnDefinition>?> columns)
    {
        var issues = new YamlIssues(file);
        var cases = YamlSection.Of(YamlTree.Parse(yaml, issues), issues, "the key cases") is { } section ? new CasesReader(product, pipeline, columns, issues).Cases(section) : [];
        return (issues.HasErrors ? [] : cases, issues.Sorted);
    }

    private List<PipelineCase> Cases(YamlSection section)
    {
        var items = section.Items("cases", Example);
        if (section.Find("cases") is null or YamlSequence { Items.Count: 0 })
        {
            _issues.Error(section.Mapping.Line, "cases", "key.missing", "There is no case.", $"Write {Example}.");
        }

        section.RefuseOthers();
        List<PipelineCase> cases = [];
        foreach (var item in items ?? [])
        {
            if (YamlSection.Of(item, _issues, "\"name: …\", \"given: { … }\" and \"expect: [ … ]\"") is { } keys && Case(keys) is { } read)
            {
                if (cases.Exists(other => other.Name == read.Name))
                {
                    _issues.Error(keys.Find("name")!, "case.name", $"There is another case {Quoted.Text(read.Name)}.", "Give it a name of its own.");
                }

                cases.Add(read);
            }
        }

        return cases;
    }

    private PipelineCase? Case(YamlSection section)
    {
        var name = section.RequiredScalar("name", "Say what the case shows, such as \"name: An order of two pieces counts once\".");
        DescriptorTexts.Check(name, _issues, "name");
        var window = WindowOf(section);
        var given = Given(section);
        var expected = section.Items("expect", $"a list of rows of {_product.Name}");
        section.Require("expect", "The key expect is missing.", $"Write the rows of {_product.Name} that a run computes, or [] for none.");

        section.RefuseOthers();
        var rows = new RowReader(_product.Schema, _product.Name.ToString(), _issues).Read(expected ?? []);
        return name is null || window is null ? null : new PipelineCase { Name = name.Text.Trim(), Line = section.Mapping.Line, Window = window, Given = given, Expected = rows };
    }

    private Window? WindowOf(YamlSection section)
    {
        var text = section.Scalar("window", "a local day such as 2017-10-15");
        var (window, _) = RequestedWindow.Find(_windows, text?.Text.Trim());
        if (window is not null || (text is null && section.Find("window") is not null))
        {
            return window;
        }

        if (_windows.First.IsTable)
        {
            _issues.Error(text!, "case.window", "The pipeline has no windows.", "Remove window.");
        }
        else
        {
            var fix = $"Write a local day or time in it, such as {_windows.First}, or its start in UTC, such as {_windows.First.Name}. The first one is {_windows.First}.";
            _issues.Error(
                text?.Line ?? section.Mapping.Line, section.PathOf("window"), text is null ? "key.missing" : "case.window",
                text is null ? "The key window is missing." : $"{Quoted.Text(text.Text)} is no window of the pipeline.", fix);
        }

        return null;
    }

    private Dictionary<ProductReference, IReadOnlyList<string>> Given(YamlSection section)
    {
        Dictionary<ProductReference, IReadOnlyList<string>> given = [];
        var names = _pipeline.Inputs.Select(input => input.Product.ToString()).ToList();
        foreach (var entry in section.Section("given", "the rows of an input, such as \"orders.orders: [ … ]\"")?.Mapping.Entries ?? [])
        {
            var place = new YamlScalar(entry.Key, IsPlain: false, entry.Line, entry.Value.Path);
            if (!names.Contains(entry.Key, StringComparer.Ordinal))
            {
                var fix = Suggestion.Nearest(entry.Key, names) is { } nearest ? $"Did you mean {nearest}?"
                    : names.Count > 0 ? $"Name one of {string.Join(", ", names)}, or add an input to pipeline.yaml."
                    : "Remove it: the pipeline reads no inputs.";
                _issues.Error(place, "input.unknown", $"{Quoted.Text(entry.Key)} is no input of the pipeline.", fix);
            }
            else if (entry.Value is not (YamlSequence or YamlScalar { IsNull: true }))
            {
                _issues.Error(place, "value.type", $"The rows of {entry.Key} are a list.", "Write a list of rows, or [] for none.");
            }
            else if (ProductReference.Parse(entry.Key) is var input && _columns(input) is { } columns)
            {
                given[input] = new RowReader(columns, entry.Key, _issues).Read((entry.Value as YamlSequence)?.Items ?? []);
            }
        }

        return given;
    }
}
