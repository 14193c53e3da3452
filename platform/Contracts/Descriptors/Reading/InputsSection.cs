using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>inputs</c>: a list of products such as <c>[orders.orders]</c>.</summary>
internal static class InputsSection
{
    public static IReadOnlyList<DataProductId> Read(YamlSection descriptor, DataProductId name)
    {
        var inputs = new List<DataProductId>();
        foreach (var text in descriptor.Texts("inputs") ?? [])
        {
            if (!DataProductId.TryParse(text.Text, out var input, out var error))
            {
                descriptor.Issues.Error(text, "input.form", error, "Name a product, such as orders.orders.");
            }
            else if (input == name)
            {
                descriptor.Issues.Error(text, "input.self", $"{input} is the product itself.", "Name the products that it is made of.");
            }
            else
            {
                inputs.Add(input);
            }
        }

        return inputs;
    }
}
