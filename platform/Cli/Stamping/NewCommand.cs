using System.CommandLine;
using System.Text;
using System.Text.Json;
using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Descriptors;
using MeshStarter.Cli.Findings;
using MeshStarter.Cli.Gate;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Exports;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.PipelineCases;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Stamping;

/// <summary>
/// <c>mesh new</c>: stamps a product of the template <c>mesh-product</c>, of the columns that its inputs have. It asks what is missing, refuses what cannot work
/// before there is a file, and overwrites nothing.
/// </summary>
internal static class NewCommand
{
    private const string Template = "mesh-product";
    private const string Descriptor = "data-product.yaml";

    public static Command Create()
    {
        var given = new NewOptions();
        var undo = new Option<bool>("--undo") { Description = "Take back the files of an earlier mesh new of the product; files that changed since stay" };
        var yes = Confirmation.Option();
        var format = FormatOption.OfOne();
        var options = new MeshOptions();
        var command = new Command("new", "Write the files of a new product, and of its domain, from the template; asks what is missing");
        given.AddTo(command);
        command.Options.Add(undo);
        command.Options.Add(yes);
        command.Options.Add(format);
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(undo))
            {
                return await UndoAsync(await given.NameAsync(result, cancellationToken), result.GetValue(yes), FormatOption.IsJson(result, format), cancellationToken);
            }

            using var mesh = options.IsGiven(result) ? options.Open(result) : null;
            // A variable that is set for other commands names a mesh that this one may do without.
            var names = mesh is null ? null : await NamesAsync(mesh, mayFail: !options.AreGiven(result), cancellationToken);
            return await StampAsync(result, given, names is null ? null : mesh, names ?? [], result.GetValue(yes), FormatOption.IsJson(result, format), cancellationToken);
        });
        return command;
    }

    private static async Task<IReadOnlyList<DataProductId>?> NamesAsync(MeshRemote mesh, bool mayFail, CancellationToken cancellationToken)
    {
        try
        {
            return await new RegisteredProducts(mesh).NamesAsync(cancellationToken);
        }
        catch (CliException failed) when (mayFail)
        {
            await Console.Error.WriteLineAsync($"The products of the mesh are left out, because it does not answer the caller of {MeshOptions.FirstVariable()}: {failed.Message}");
            return null;
        }
    }

    private static async Task<int> StampAsync(
        ParseResult result, NewOptions given, MeshRemote? mesh, IReadOnlyList<DataProductId> names, bool isConfirmed, bool asJson, CancellationToken cancellationToken)
    {
        var root = Root();
        // The repository of a domain alone has no rules; those in force come from the mesh.
        var rules = PolicyFiles.RepositoryBundle() is { } bundle ? (await PolicyFiles.ReadBundleAsync(bundle, "rules", cancellationToken)).AsOf(TimeProvider.System.GetUtcNow())
            : mesh is not null ? await ServedRules.ReadAsync(mesh, "--mesh", "", cancellationToken)
            : null;
        var descriptors = await RepositoryDescriptors.ReadAsync(new Dictionary<string, string>(StringComparer.Ordinal), cancellationToken);
        var inputs = new KnownInputs(root, descriptors.Valid, mesh is null ? null : new RegisteredProducts(mesh), names);
        var request = await given.RequestAsync(result, root, new NameProblems(rules), inputs, cancellationToken);
        var options = request.Options();
        var found = await inputs.FindAsync(request, cancellationToken);
        var joined = found.Count > 0 ? JoinedInputs.Find(found) : null;
        foreach (var (option, value) in joined?.Options() ?? [])
        {
            options[option] = value;
        }

        using var engine = new TemplateEngine();
        var stamped = await engine.StampAsync(Template, options, cancellationToken);
        await RequireSoundAsync(stamped, request.Name, descriptors, new ForeignProducts(inputs.Names, [.. found.Select(input => input.Product).OfType<DataProductDescriptor>().Where(product => inputs.IsForeign(product.Name))]), rules, cancellationToken);
        var folder = Path.GetRelativePath(stamped, Directory.EnumerateDirectories(Path.Combine(stamped, "domains")).Single());
        foreach (var (reference, product) in found.Where(input => input.Product is { } product && inputs.IsForeign(product.Name)))
        {
            await CopyContractAsync(root, stamped, Path.Combine(folder, ConsumedCopies.FolderName, ConsumedCopies.FileName(reference)), product!, cancellationToken);
        }

        var files = Files(stamped);
        var target = new StampedFiles(root);
        target.RequireAbsent(files.Keys);
        if (found.Count > 0 && joined is null)
        {
            await Console.Error.WriteLineAsync("The inputs share no column by which rows can be joined, so pipeline.sql counts the rows of each.");
        }

        await WriteListAsync(asJson, new { product = request.Name.ToString(), files = files.Keys }, files.Keys);
        if (!request.ExistingDomain)
        {
            await Console.Error.WriteLineAsync($"The next start of the mesh gives the domain {request.Domain} its database, bucket, client, and the personas {request.Domain}-owner and {request.Domain}-representative.");
        }

        if (given.HasQuestions)
        {
            await Confirmation.RequireAsync(isConfirmed, $"Write these {files.Count} files?", cancellationToken);
        }

        await target.WriteAsync(files, cancellationToken);
        await Console.Error.WriteLineAsync($"{files.Count} files of {request.Name} written. Check them with mesh check, test them with dotnet test {folder.Replace('\\', '/')}/Tests, take them back with mesh new --undo.");
        return CliExitCodes.Success;
    }

    // As mesh check and the catalog see it.
    private static async Task RequireSoundAsync(
        string stamped, DataProductId name, RepositoryDescriptors descriptors, ForeignProducts foreign, PolicyBundle? rules, CancellationToken cancellationToken)
    {
        var file = Directory.EnumerateFiles(stamped, Descriptor, SearchOption.AllDirectories).Single();
        var yaml = await File.ReadAllTextAsync(file, cancellationToken);
        var all = new Dictionary<string, DataProductDescriptor>(descriptors.Valid, StringComparer.Ordinal);
        if (DescriptorReader.Read(yaml, file).Descriptor is { } product)
        {
            if (product.Name != name)
            {
                throw new CliException(CliExitCodes.Usage, $"--product: {name} would be stamped as {product.Name}. Fix: Name it so.");
            }

            all[file] = product;
        }

        var code = await Task.WhenAll(Directory.EnumerateFiles(stamped, "*.cs", SearchOption.AllDirectories).Select(each => File.ReadAllTextAsync(each, cancellationToken)));
        if (NameProblems.InCode(name.Domain, code) is { } hidden)
        {
            throw new CliException(CliExitCodes.Usage, $"--domain: {hidden}");
        }

        using var findings = new DescriptorFindings(new RepositoryDescriptors(all, [.. descriptors.Names, name]), foreign, rules);
        var errors = (await findings.FindAsync(file, yaml, new CheckedText(Path.GetRelativePath(stamped, file).Replace('\\', '/'), yaml), _ => Task.FromResult<IEnumerable<Finding>>([]), cancellationToken))
            .Where(finding => finding.Severity == FindingSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            throw new CliException(CliExitCodes.Usage, $"Nothing was written: {string.Join(' ', errors.Select(error => $"{error.Rule}: {error.Message} Fix: {error.Fix}"))}");
        }
    }

    // By its copy the product's tests have the columns of an input that the repository does not have. The build makes a record of it, by the name in it.
    private static async Task CopyContractAsync(string root, string stamped, string file, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(root, file)))
        {
            return;
        }

        var copy = Path.Combine(stamped, file);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        var name = JoinedInputs.NameOf(new ProductReference(product.Name, null));
        var record = MeshName.Problem(name) is null ? new DataProductId(product.Name.Domain, name) : product.Name;
        await File.WriteAllTextAsync(copy, ContractExport.Avro(record, product.Schema, product.Description), cancellationToken);
    }

    private static Dictionary<string, byte[]> Files(string stamped)
    {
        var files = Directory.EnumerateFiles(stamped, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(stamped, file).Replace('\\', '/'), File.ReadAllBytes, StringComparer.Ordinal);
        var note = files.Keys.Single(file => Path.GetFileName(file) == StampNote.FileName);
        var text = Encoding.UTF8.GetString(files[note]);
        files.Remove(note);
        files[note] = Encoding.UTF8.GetBytes(StampNote.With(text, files));
        return files.OrderBy(file => file.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
    }

    private static async Task<int> UndoAsync(DataProductId product, bool isConfirmed, bool asJson, CancellationToken cancellationToken)
    {
        var root = Root();
        var domain = DomainFolder.Find(root, product.Domain);
        var (note, files) = (domain is null ? null : await StampNote.FindAsync(domain, product, cancellationToken))
            ?? throw new CliException(CliExitCodes.NotFound, $"--product: no folder of {product} has a {StampNote.FileName}.");
        if (files is null)
        {
            throw new CliException(CliExitCodes.Failed, $"--product: {product} was stamped by dotnet new, which notes no files. Remove its folder by hand.");
        }

        // A descriptor with a mistake is one of a product, too.
        if (files.Keys.Any(file => file.EndsWith("/Program.cs", StringComparison.Ordinal)) && PolicyFiles.Find(domain!.FullName).FirstOrDefault(file => Path.GetDirectoryName(file) != Path.GetDirectoryName(note)) is { } other)
        {
            var name = DescriptorReader.Read(await CheckedFile.ReadAsync(other, cancellationToken), other).Descriptor?.Name.ToString() ?? Path.GetRelativePath(root, other).Replace('\\', '/');
            throw new CliException(CliExitCodes.Failed, $"--product: {name} is in the domain that came with {product}. Fix: Take that back, or remove it, before.");
        }

        await Confirmation.RequireAsync(isConfirmed, $"Remove {files.Count + 1} files of {product}, but for those that changed?", cancellationToken);
        var changed = await new StampedFiles(root).TakeBackAsync(Path.GetRelativePath(root, note), files, cancellationToken);
        // The note goes, too.
        var removed = files.Count - changed.Count + 1;
        await WriteListAsync(asJson, new { product = product.ToString(), removed, kept = changed }, changed);
        await Console.Error.WriteLineAsync($"{removed} files removed{(changed.Count == 0 ? "" : $", {changed.Count} that changed since stay")}.");
        return CliExitCodes.Success;
    }

    private static async Task WriteListAsync<T>(bool asJson, T answer, IEnumerable<string> files)
    {
        foreach (var line in asJson ? [JsonSerializer.Serialize(answer, MeshJson.Options)] : files)
        {
            await Console.Out.WriteLineAsync(line);
        }
    }

    private static string Root() => PolicyFiles.Repository()
        ?? throw new CliException(CliExitCodes.Usage, "There is no repository of a mesh here, or above it. Run mesh new in one, such as a clone of the mesh.");
}
