using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Stamping;

/// <summary>The product that <c>mesh new</c> stamps, as it was requested.</summary>
internal sealed record ProductRequest
{
    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The product in it.</summary>
    public required string Product { get; init; }

    /// <summary>The kind, by what the product is made of.</summary>
    public required ProductKind Kind { get; init; }

    /// <summary>The products that it is computed of; none for rows of the domain itself.</summary>
    public IReadOnlyList<ProductReference> Inputs { get; init; } = [];

    /// <summary>The team or the use that it is made for; null for all kinds but consumer-aligned.</summary>
    public string? Consumer { get; init; }

    /// <summary>The e-mail address of the people who answer for it; null for that of the domain's team.</summary>
    public string? Owner { get; init; }

    /// <summary>The source of rows of the domain itself; null for the template's default.</summary>
    public string? Source { get; init; }

    /// <summary>The ports; null for the template's default.</summary>
    public string? Ports { get; init; }

    /// <summary>Whether the domain is there already.</summary>
    public bool ExistingDomain { get; init; }

    /// <summary>The product's name.</summary>
    public DataProductId Name => new(Domain, Product);

    /// <summary>The options of the template.</summary>
    public Dictionary<string, string> Options()
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["domain"] = Domain, ["product"] = Product };
        Add("kind", Kind == ProductKind.SourceAligned ? null : WireNames.Of(Kind));
        Add("inputs", Inputs.Count == 0 ? null : string.Join(", ", Inputs));
        Add("consumer", Consumer);
        Add("owner", Owner);
        Add("source", Source);
        Add("ports", Ports);
        Add("existing-domain", ExistingDomain ? "true" : null);
        return options;

        void Add(string option, string? value)
        {
            if (value is not null)
            {
                options[option] = value;
            }
        }
    }
}
