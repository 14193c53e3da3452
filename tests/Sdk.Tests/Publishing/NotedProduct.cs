using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>
/// The product and these tests once more in this process, where each method of the product begins with a note (<see cref="RanTypes.Note"/>). Of
/// the assemblies that know nothing of the product there are no copies.
/// </summary>
internal sealed class NotedProduct() : AssemblyLoadContext(nameof(NotedProduct), isCollectible: false)
{
    private const string House = "MeshStarter.";

    private static readonly string[] Shared = [House + "TestKit"];

    /// <summary>The copy of a type of these tests.</summary>
    public Type CopyOf(Type type) => LoadFromAssemblyName(type.Assembly.GetName()).GetType(type.FullName!, throwOnError: true)!;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || !name.StartsWith(House, StringComparison.Ordinal) || Shared.Contains(name, StringComparer.Ordinal))
        {
            return null;
        }

        var path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        return name.EndsWith("Tests", StringComparison.Ordinal) || name.EndsWith("Kit", StringComparison.Ordinal) ? LoadFromAssemblyPath(path) : Noted(path);
    }

    private Assembly Noted(string path)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
        var note = module.ImportReference(typeof(RanTypes).GetMethod(nameof(RanTypes.Note)));
        foreach (var type in module.GetTypes())
        {
            foreach (var body in type.Methods.Where(method => method.HasBody).Select(method => method.Body))
            {
                var first = body.Instructions[0];
                var code = body.GetILProcessor();
                code.InsertBefore(first, code.Create(OpCodes.Ldstr, OutermostOf(type).FullName));
                code.InsertBefore(first, code.Create(OpCodes.Call, note));
            }
        }

        // The build has compiled some of them ahead of time; the copies have their IL alone.
        (module.Attributes, module.Architecture) = (module.Attributes | ModuleAttributes.ILOnly, TargetArchitecture.I386);
        var copy = new MemoryStream();
        module.Write(copy);
        copy.Position = 0;
        return LoadFromStream(copy);
    }

    private static TypeDefinition OutermostOf(TypeDefinition type) => type.DeclaringType is { } outer ? OutermostOf(outer) : type;
}
