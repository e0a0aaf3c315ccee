#pragma once
// For making a certificate of a server that has none.
#include <openssl/pem.h>
#include <openssl/x509v3.h>
