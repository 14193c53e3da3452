using System.CommandLine;
using MeshStarter.Cli.Descriptors;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Stamping;

/// <summary>The options of <c>mesh new</c>, which are those of the template, and the questions where one is missing.</summary>
internal sealed class NewOptions
{
    private readonly Option<string?> _domain = new("--domain") { Description = "The domain, in snake_case, such as shipping" };
    private readonly Option<string?> _product = new("--product") { Description = "The product in it, in snake_case, such as parcels" };
    private readonly Option<string?> _kind = new("--kind") { Description = "What it is made of: source-aligned (rows of the domain itself; the default without a terminal), aggregate or consumer-aligned (computed of other products)" };
    private readonly Option<string?> _inputs = new("--inputs") { Description = "The products that it is computed of, such as \"orders.orders, payments.daily_revenue\"" };
    private readonly Option<string?> _consumer = new("--consumer") { Description = "The team or the use that a consumer-aligned product is made for" };
    private readonly Option<string?> _owner = new("--owner") { Description = "E-mail address of the people who answer for it; <domain>-team@company.com when left out" };
    private readonly Option<string?> _source = new("--source") { Description = "Where rows of the domain itself come from: sample (default), postgres or files" };
    private readonly Option<string?> _ports = new("--ports") { Description = "The ports, such as \"table, rest\"" };
    private readonly Option<bool> _existingDomain = new("--existing-domain") { Description = "Add the product to a domain that exists" };

    /// <summary>Whether the terminal got a question.</summary>
    public bool HasQuestions { get; private set; }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _kind.AcceptOnlyFromAmong([.. WireNames.All<ProductKind>()]);
        _source.AcceptOnlyFromAmong("sample", "postgres", "files");
        foreach (var option in (Option[])[_domain, _product, _kind, _inputs, _consumer, _owner, _source, _ports, _existingDomain])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Returns the name of the product.</summary>
    /// <exception cref="CliException">A part of it is missing or none.</exception>
    public async Task<DataProductId> NameAsync(ParseResult result, CancellationToken cancellationToken) => new(
        await AnswerAsync(result, _domain, "such as shipping", MeshName.Problem, cancellationToken),
        await AnswerAsync(result, _product, "such as parcels", MeshName.Problem, cancellationToken));

    /// <summary>Returns what is requested.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="root">The repository's root.</param>
    /// <param name="names">Finds problems of names.</param>
    /// <param name="inputs">The products that it may be computed of.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    /// <exception cref="CliException">Something is missing without a terminal, or cannot work.</exception>
    public async Task<ProductRequest> RequestAsync(ParseResult result, string root, NameProblems names, KnownInputs inputs, CancellationToken cancellationToken)
    {
        var isExisting = result.GetValue(_existingDomain);
        var isGiven = result.GetValue(_domain) is not null;
        var domain = await AnswerAsync(result, _domain, isExisting ? "one that exists, such as orders" : "in snake_case, such as shipping; a new one, or one that exists", name => names.OfDomain(name) ?? (isGiven || isExisting ? Existing(root, name, isExisting) : null) ?? Elsewhere(root, name), cancellationToken);
        isExisting |= DomainFolder.Find(root, domain) is not null;
        var product = await AnswerAsync(result, _product, "in snake_case, such as parcels", name => NameProblems.OfProduct(name) ?? Taken(domain, name, inputs), cancellationToken);
        var kind = await KindAsync(result, cancellationToken);
        var isComputed = kind != ProductKind.SourceAligned;
        Refuse(result, _inputs, isComputed, "aggregate or consumer-aligned");
        Refuse(result, _consumer, kind == ProductKind.ConsumerAligned, "consumer-aligned");
        Refuse(result, _source, !isComputed, "source-aligned");
        var computedOf = isComputed ? await AnswerAsync(result, _inputs, "the products that it is computed of, such as orders.orders, payments.daily_revenue", text => inputs.Problem(domain, text), cancellationToken) : "";
        return new ProductRequest
        {
            Domain = domain,
            Product = product,
            Kind = kind,
            Inputs = [.. KnownInputs.Split(computedOf).Select(ProductReference.Parse)],
            Consumer = kind == ProductKind.ConsumerAligned ? await AnswerAsync(result, _consumer, "the team or the use that it is made for, such as Finance, for the monthly closing", ConsumerProblem, cancellationToken) : null,
            Owner = result.GetValue(_owner) is { } owner ? await Question.AnswerAsync(_owner.Name, owner, "", OwnerProblem, cancellationToken) : null,
            Source = result.GetValue(_source),
            Ports = result.GetValue(_ports) is { } ports ? await Question.AnswerAsync(_ports.Name, ports, "", PortsProblem, cancellationToken) : null,
            ExistingDomain = isExisting,
        };
    }

    private async Task<ProductKind> KindAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.GetValue(_kind) is null && (!HasQuestions || result.GetValue(_inputs) is not null))
        {
            return result.GetValue(_consumer) is not null ? ProductKind.ConsumerAligned : result.GetValue(_inputs) is not null ? ProductKind.Aggregate : ProductKind.SourceAligned;
        }

        var word = await AnswerAsync(result, _kind, string.Join(", ", WireNames.All<ProductKind>()), text => WireNames.TryParse<ProductKind>(text, out _) ? null : $"Write one of {string.Join(", ", WireNames.All<ProductKind>())}.", cancellationToken);
        return WireNames.TryParse<ProductKind>(word, out var kind) ? kind : default;
    }

    private Task<string> AnswerAsync(ParseResult result, Option<string?> option, string question, Func<string, string?> problem, CancellationToken cancellationToken)
    {
        HasQuestions |= result.GetValue(option) is null;
        return Question.AnswerAsync(option.Name, result.GetValue(option), question, problem, cancellationToken);
    }

    private static void Refuse(ParseResult result, Option<string?> option, bool isOfKind, string kinds)
    {
        if (!isOfKind && result.GetValue(option) is not null)
        {
            throw new CliException(CliExitCodes.Usage, $"{option.Name}: is for {kinds} products. Fix: Leave it out, or give --kind.");
        }
    }

    private static string? Existing(string root, string domain, bool isExpected)
    {
        return (DomainFolder.Find(root, domain), isExpected) switch
        {
            ({ } folder, false) => $"The domain {domain} is there, in domains/{folder.Name}. Fix: Add the product to it with --existing-domain, or name another.",
            (null, false) when DomainFolder.InCaseOf(root, domain) is { } other => $"The domain {domain} would have the folder domains/{other.Name} in upper or lower case. Fix: Name another.",
            (null, true) => $"There is no domain {domain}. Fix: Leave --existing-domain out, or name one that exists.",
            _ => null,
        };
    }

    // A domain in a repository of its own is built on packages, and a further one is not built there.
    private static string? Elsewhere(string root, string domain) => PolicyFiles.IsOfMesh(root) || DomainFolder.Find(root, domain) is not null ? null
        : $"This repository is not that of a mesh, and has no domain {domain}. Fix: Name its own domain with --existing-domain, or stamp a repository for {domain} with dotnet new mesh-product --standalone.";

    private static string? Taken(string domain, string product, KnownInputs inputs) =>
        MeshName.Problem(product) is not null ? null
        : inputs.Has(new DataProductId(domain, product)) ? $"{domain}.{product} is there already. Fix: Choose another name."
        // For the build files whose names differ in case alone are one.
        : inputs.InFolderOf(domain, product) is { } other ? $"{domain}.{product} would have the folder of {other}, {NameProblems.FolderOf(product)} in upper or lower case. Fix: Choose another name."
        : null;

    private static string? ConsumerProblem(string text) => string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl) ? "It is one line. Fix: Name the team or the use, such as \"Finance, for the monthly closing\"." : null;

    private static string? OwnerProblem(string text) => EmailAddress.IsForm(text) && text.All(letter => char.IsLetterOrDigit(letter) || letter is '@' or '.' or '-' or '_' or '+') ? null : $"{Quoted.Text(text)} is not an e-mail address. Fix: Write one that readers can write to, such as parcels-team@company.com.";

    private static string? PortsProblem(string text) =>
        KnownInputs.Split(text) is { Count: > 0 } ports && ports.All(port => WireNames.TryParse<PortType>(port, out _)) ? null : $"{Quoted.Text(text)} is no list of ports. Fix: Use some of {string.Join(", ", WireNames.All<PortType>())}.";
}
