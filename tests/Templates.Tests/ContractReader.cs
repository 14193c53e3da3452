using System.Text.Json;

namespace MeshStarter.Templates.Tests;

/// <summary>Reads contracts with datacontract-cli, whose list of requirements is alongside its wheels.</summary>
public sealed class ContractReader() : PythonProject("contract_reader.py", "datacontract-cli")
{
    protected override bool IsWholeList => true;

    protected override string RequirementsIn(string engines) => Path.Combine(engines, "python", "requirements-datacontract.txt");

    /// <summary>Reads contracts, a line of JSON each: <c>result</c>, <c>findings</c> and <c>columns</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(IEnumerable<string> contracts) =>
        [.. (await RunProgramAsync([], JsonSerializer.Serialize(contracts))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
