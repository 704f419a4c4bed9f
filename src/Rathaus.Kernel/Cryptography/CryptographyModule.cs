using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Cryptography.Vectors;

namespace Rathaus.Kernel.Cryptography;

/// <summary>Signatures and encryption need no registration; their vectors and the command that runs them do.</summary>
public static class CryptographyModule
{
    public static IServiceCollection AddCryptography(this IServiceCollection services) => services
        .AddSingleton<IVectorKind, JoseVectors>()
        .AddSingleton<IVectorKind, CoseVectors>()
        .AddSingleton<IVectorKind, EdDsaVectors>()
        .AddSingleton<ICommand, VectorsCommand>();
}
