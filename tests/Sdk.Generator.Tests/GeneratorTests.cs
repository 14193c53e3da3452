extern alias generator;

using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using generator::MeshStarter.Sdk.Generator;
using generator::MeshStarter.Sdk.Generator.Naming;
using generator::MeshStarter.Sdk.Generator.Reading;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.TestKit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MeshStarter.Sdk.Generator.Tests;

/// <summary>The duties of a generator to the compiler: the same output each time, no work without need, and no crash.</summary>
public sealed class GeneratorTests
{
    private const string File = "Products/Orders/data-product.yaml";

    private const string Descriptor =
        """
        name: shop.orders
        owner: shop@example.org
        description: Orders
        schema:
          - { name: order_id, type: UUID, required: true, description: "what: it is" }
          - name: total
            type: DECIMAL(18,2)
          - { name: items, type: "ARRAY<STRUCT<product_id:UUID, tags:MAP<STRING, ARRAY<DOUBLE>>>>", required: true, tags: [a.b] }
        """;

    private const string Schema =
        """
        { "type": "record", "name": "Order", "namespace": "shop", "doc": "An order", "fields": [
          { "name": "order_id", "type": { "type": "string", "logicalType": "uuid" } },
          { "name": "total", "type": ["null", { "type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2 }], "default": null },
          { "name": "items", "type": { "type": "array", "items": { "type": "record", "name": "Item", "fields": [
            { "name": "product_id", "type": { "type": "fixed", "name": "Id", "size": 16, "logicalType": "uuid" } },
            { "name": "tags", "type": { "type": "map", "values": { "type": "array", "items": "double" } } } ] } } } ] }
        """;

    [Fact]
    public void Same_contracts_make_the_same_text_whatever_their_order()
    {
        ImmutableArray<AdditionalText> files = [new ContractText(File, Descriptor), new ContractText("Products/Orders/order.avsc", Schema), new ContractText("Consumes/a.b.avsc", Schema)];
        var options = new ContractOptions("MeshStarter.Shop");

        var first = CompiledContracts.Driver(files, options).RunGenerators(CompiledContracts.Code("")).GetRunResult();
        var second = CompiledContracts.Driver([.. files.Reverse()], options).RunGenerators(CompiledContracts.Code("class Other;")).GetRunResult();

        Assert.NotEmpty(first.GeneratedTrees);
        Assert.Equal(first.GeneratedTrees.Select(tree => tree.ToString()), second.GeneratedTrees.Select(tree => tree.ToString()));
    }

    [Fact]
    public void Contracts_are_read_again_only_when_their_text_changes()
    {
        var file = new ContractText(File, Descriptor);
        var compilation = CompiledContracts.Code("class Use;");
        GeneratorDriver driver = CompiledContracts.Driver([file], new ContractOptions("MeshStarter.Shop"));
        driver = driver.RunGenerators(compilation);

        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class More;")));
        Assert.Equal([IncrementalStepRunReason.Cached], Contracts(driver));

        driver = driver.ReplaceAdditionalText(file, new ContractText(File, Descriptor)).RunGenerators(compilation);
        Assert.Equal([IncrementalStepRunReason.Cached], Contracts(driver));

        driver = driver.ReplaceAdditionalTexts([new ContractText(File, Descriptor.Replace("name: total", "name: sum", StringComparison.Ordinal))]).RunGenerators(compilation);
        Assert.Equal([IncrementalStepRunReason.Modified], Contracts(driver));
        Assert.Contains("Sum", Assert.Single(driver.GetRunResult().GeneratedTrees).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Contract_that_did_not_change_is_not_written_again_with_another()
    {
        var changed = new ContractText(File, Descriptor);
        GeneratorDriver driver = CompiledContracts.Driver([changed, new ContractText("Consumes/a.b.avsc", Schema)], new ContractOptions("MeshStarter.Shop"));
        driver = driver.RunGenerators(CompiledContracts.Code(""));

        driver = driver.ReplaceAdditionalText(changed, new ContractText(File, Descriptor.Replace("total", "sum", StringComparison.Ordinal))).RunGenerators(CompiledContracts.Code(""));

        // The wrappers, of which there are none, are written in a step of their own.
        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached],
            driver.GetRunResult().Results.Single().TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(step => step.Outputs).Select(output => output.Reason).Order());
    }

    // Seeded: a fall is found again.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Trait("Category", "Property")]
    public async Task Damaged_contracts_are_faults_or_records_that_compile_and_never_a_fall(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds.Of(15); round++)
        {
            var (descriptor, schema, consumed) = (Damage(Descriptor, random), random.Next(2) == 0 ? Schema : Damage(Schema, random), Damage(Schema, random));
            var compiled = await CompiledContracts.OfAsync(
                "partial class Desk { [MeshStarter.Sdk.Publishing.Emit(\"shop/order.avsc\")] object? OnPlaced(int n) => null; object? Run(MeshStarter.Sdk.Publishing.DataProductPublisher p) => p.EmitAsync(new { a = 1 }, null!, default); }",
                (File, descriptor), ("Products/Orders/order.avsc", schema), ("Consumes/a.b.avsc", consumed));

            var said = string.Join("\n", compiled.Found.Append(null)) + descriptor + schema + consumed;
            Assert.True(compiled.Run.Results.All(result => result.Exception is null) && !compiled.Of("AD0001").Any(), said);

            // The handler's own return type is wrong on purpose, which its wrapper may say.
            Assert.True(compiled.Of("CS").All(each => each.Id == "CS1503"), said);
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [Trait("Category", "Property")]
    public void Descriptor_that_the_mesh_takes_has_a_record_and_one_whose_schema_it_refuses_has_the_same_fault(int seed)
    {
        var random = new Random(seed);
        var (taken, refused, rounds) = (0, 0, Rounds.Of(1_000));
        for (var round = 0; round < rounds; round++)
        {
            var text = Damage(Descriptor, random);
            var faults = ContractSet.Read([new ContractFile(File, File, text)], new ContractProject("Shop", Domain: null)).Faults;
            var issues = DescriptorReader.Read(text, File).Issues.Where(issue => issue.Severity == IssueSeverity.Error).ToList();

            // Members that code is not written against are left out; everything else is the same, in the same words.
            var expected = issues.Where(issue => issue.Rule != "key.unknown" || issue.Key.Contains("].", StringComparison.Ordinal)).Where(issue => issue.Key is "name" or "version" or "schema" || issue.Key.StartsWith("schema[", StringComparison.Ordinal) || issue.Rule.StartsWith("yaml.", StringComparison.Ordinal))
                .Select(issue => $"{issue.Line} {(issue.Key.Length == 0 ? "" : issue.Key + ": ")}{issue.Rule}: {issue.Message} Fix: {issue.Fix}");
            var found = faults.Select(fault => $"{fault.Place.Line} {fault.Message}").ToList();
            Assert.True(!expected.Except(found, StringComparer.Ordinal).Any(), string.Join('\n', expected.Except(found, StringComparer.Ordinal)) + "\n" + text);
            Assert.True(issues.Count > 0 || found.Count == 0, string.Join('\n', found) + "\n" + text);
            (taken, refused) = (taken + (found.Count == 0 ? 1 : 0), refused + (found.Count > 0 ? 1 : 0));
        }

        Assert.True(taken > rounds / 40 && refused > rounds / 40, $"{taken} were taken and {refused} refused: the damage says little.");
    }

    [Fact]
    public void Names_on_the_wire_are_those_of_the_serializer()
    {
        var random = new Random(7);
        foreach (var name in Enumerable.Range(0, 5_000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => "aBcD1_é"[random.Next(7)]))))
        {
            Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), WireName.Of(name));
        }
    }

    private static IEnumerable<IncrementalStepRunReason> Contracts(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().TrackedSteps[ContractGenerator.ContractsStep].SelectMany(step => step.Outputs).Select(output => output.Reason);

    private static string Damage(string sound, Random random)
    {
        const string Pieces = "{}[]:,\"'\n\t -#&*!|>%@`\\\0\u0001\u2028é😀<>019azAZ_.";
        var text = new StringBuilder(sound);
        for (var times = random.Next(1, 5); times > 0 && text.Length > 0; times--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    text[at] = Pieces[random.Next(Pieces.Length)];
                    break;
                case 3:
                    text.Insert(random.Next(text.Length), sound[(at % sound.Length)..Math.Min(sound.Length, (at % sound.Length) + 25)]);
                    break;
                default:
                    text.Length = Math.Max(1, random.Next(8) == 0 ? at : text.Length);
                    break;
            }
        }

        return text.ToString();
    }
}
